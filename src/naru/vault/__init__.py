"""What lies on the disk: the log, the keyring, backups and the lock. No other room has keys, ciphers or the files."""
