"""What is timed, and against what; these are not tests."""
