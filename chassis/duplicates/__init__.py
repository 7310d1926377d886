"""Duplicates: warned of while one types, found by a scan, and merged (see `chassis.merging`)."""

from chassis.duplicates.declaration import Duplicates

__all__ = ["Duplicates"]
