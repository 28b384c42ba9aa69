"""What the shop can set."""
