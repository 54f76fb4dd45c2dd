"""Dates, times and durations as FEEL understands them."""
