"""Tests mirror the code they prove."""
