"""Users: the people who sign in, with a role, groups and profiles."""
