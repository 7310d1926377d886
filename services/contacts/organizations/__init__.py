"""Organizations: firms and institutions we deal with."""
