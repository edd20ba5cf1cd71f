"""Background work of the reports."""
