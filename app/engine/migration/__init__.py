"""Moving a running instance to another version of its definition."""
