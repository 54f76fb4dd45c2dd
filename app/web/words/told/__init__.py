"""Parts of the timeline, each for one feature."""
