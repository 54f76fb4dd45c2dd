"""What the nodes of a diagram do with a token; all are SpiffWorkflow task specs."""
