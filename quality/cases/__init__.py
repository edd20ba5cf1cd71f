"""Deviations, improvements and their measures."""
