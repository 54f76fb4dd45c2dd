"""Every list is turned to its end, whatever comes and goes meanwhile."""
