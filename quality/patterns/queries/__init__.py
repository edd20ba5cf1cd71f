"""Reads of patterns and of what they are found in."""
