"""What can be said about numbers: pure, and each rule with its source."""
