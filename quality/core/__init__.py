"""What every room may use; no room's words in it."""
