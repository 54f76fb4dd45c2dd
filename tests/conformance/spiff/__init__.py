"""Diagrams of SpiffWorkflow's own test suite, in two dialects, on two engines."""
