"""The keyring: every key of a desk, and a way to burn them that a power cut cannot undo."""
