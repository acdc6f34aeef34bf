"""The log: rows, sealed part by part, chained, appended and read back."""
