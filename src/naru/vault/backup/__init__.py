"""What leaves in a backup, and the papers that open it."""
