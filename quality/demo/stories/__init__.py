"""Banks of Norwegian case texts, and the small grammar that varies them."""
