"""Articles: what has been found out once, for colleagues and customers."""
