"""Tables of cases, measures, categories, counts and search."""
