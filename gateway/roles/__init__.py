"""Roles: a tree of positions; a record's owner brings the path of his role, so “my subordinates” is a prefix."""
