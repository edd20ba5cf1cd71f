"""Reads of reports, and of what they are made from."""
