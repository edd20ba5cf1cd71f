"""Recurring findings: found, raised, followed up."""
