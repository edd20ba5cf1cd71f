"""Løft: deviations and improvements, from the unit to the whole municipality."""
