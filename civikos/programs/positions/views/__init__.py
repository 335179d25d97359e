"""Pages of positions."""
