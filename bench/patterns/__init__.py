"""How well and how fast recurring patterns are found, beside plain rules."""
