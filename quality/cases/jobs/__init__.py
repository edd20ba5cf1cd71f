"""What happens to cases by itself."""
