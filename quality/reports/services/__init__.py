"""Everything that can be done with a report."""
