"""Real people's ways through the pages, in Chromium."""
