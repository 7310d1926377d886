"""Products, warehouses, vendors and the stock ledger."""
