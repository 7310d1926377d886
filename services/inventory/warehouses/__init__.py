"""Warehouses: where stock lies. One of them is the default that orders and invoices draw on."""
