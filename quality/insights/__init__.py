"""Trends and figures."""
