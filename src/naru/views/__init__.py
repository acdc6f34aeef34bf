"""What a screen, a print or an export shows, worked out once as plain data."""
