"""Whole stories, on both databases."""
