"""Contracts with organizations: how long they hold, and who is warned before they end."""
