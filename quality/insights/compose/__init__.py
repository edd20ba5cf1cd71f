"""What an address asks for, as values."""
