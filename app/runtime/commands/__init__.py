"""What is done to instances: each a command that can be done again."""
