"""Reports: frozen numbers with sentences and people's own words, approved and kept."""
