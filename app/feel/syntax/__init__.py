"""From text to a tree: tokens, names in scope, grammar."""
