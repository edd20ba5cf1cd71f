"""Reading old cases from another system's file: pure, values in and values out."""
