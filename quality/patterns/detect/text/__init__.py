"""What cases tell in common, found in their words: nothing is fetched, trained or sent anywhere."""
