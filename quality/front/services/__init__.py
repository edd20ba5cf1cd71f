"""What is done in the house as a whole."""
