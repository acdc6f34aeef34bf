"""What tests, lab and bench share: the cast, invented books, and the harnesses that strike, search and measure them."""
