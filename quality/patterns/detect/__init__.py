"""Finding what keeps happening: weekly counts in, patterns out; no database, clock or pages."""
