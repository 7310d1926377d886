"""Tickets: what customers ask, report and complain about."""
