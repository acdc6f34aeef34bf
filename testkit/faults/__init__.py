"""The real command line in a process of its own, struck at one chosen system call: killed, or failing."""
