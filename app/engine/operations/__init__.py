"""What people may do to a running instance beside completing its tasks."""
