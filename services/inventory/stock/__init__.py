"""Stock: levels, the ledger of movements, reservations for orders, deliveries on invoices."""
