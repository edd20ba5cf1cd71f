"""What can be done with a learning note and an uptake, one verb a function."""
