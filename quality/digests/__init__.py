"""Editions that share what was learned."""
