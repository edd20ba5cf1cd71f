"""What can be done with a pattern, one verb a function."""
