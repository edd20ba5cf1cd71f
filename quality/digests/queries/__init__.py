"""Reads for the digests: when, what for whom, and what became of it."""
