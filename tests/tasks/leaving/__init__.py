"""Standing in, and handing over."""
