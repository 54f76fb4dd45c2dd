"""What people do with a case or a task besides completing it, for programs."""
