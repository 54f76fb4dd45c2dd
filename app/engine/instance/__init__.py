"""What an instance holds between commands: tokens, scopes, variables, and all of it as bytes."""
