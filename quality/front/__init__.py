"""My day, search, help, and who may see what."""
