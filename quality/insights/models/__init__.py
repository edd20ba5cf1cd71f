"""Tables of the trend pages."""
