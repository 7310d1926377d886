"""The life cycle of an organization: prospect, active, former; by rules and by hand, with its history."""
