"""The cases that are measured, and SpiffWorkflow as it comes."""
