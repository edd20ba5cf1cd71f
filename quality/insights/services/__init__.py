"""Verbs of the trend pages."""
