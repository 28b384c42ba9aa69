"""What waits for a yes: one card at a time."""
