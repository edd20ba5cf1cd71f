"""The municipality and its units."""
