"""What the case page says beyond its records, and the papers printed from it."""
