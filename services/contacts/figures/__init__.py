"""Customers in numbers: what is kept of each, how it is counted, and how it is shown."""
