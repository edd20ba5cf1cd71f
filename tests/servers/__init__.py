"""The real servers that tests talk to: started on first use, on this machine only, stopped at the end."""
