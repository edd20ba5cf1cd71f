"""Puts the demo municipality into the database, through the services that real use goes through."""
