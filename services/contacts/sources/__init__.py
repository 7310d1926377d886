"""Sources: where customers come from, and what that costs."""
