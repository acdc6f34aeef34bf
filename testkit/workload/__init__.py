"""A seeded workload: the orders of one year, and a desk that is told of them."""
