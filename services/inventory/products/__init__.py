"""Products and services: what the firm sells."""
