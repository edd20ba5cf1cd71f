"""Learning notes and who took them up."""
