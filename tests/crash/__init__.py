"""Races and crashes, on purpose, on both databases."""
