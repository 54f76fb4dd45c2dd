"""Every diagram is well drawn, and plays as written."""
