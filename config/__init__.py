"""What an installation can set, and the tables it starts with."""
