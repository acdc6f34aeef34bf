"""The disk under a book: the lock on its folder, and how well it can forget."""
