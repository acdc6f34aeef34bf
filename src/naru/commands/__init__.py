"""From typed words to commands: how each field is read, what shape a command has, every table joined."""
