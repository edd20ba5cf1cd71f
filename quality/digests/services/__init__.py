"""Changes to editions, deliveries and choices."""
