"""What a power cut can leave of a disk, and what log, keyring, desk and backup owe their owner on each such disk."""
