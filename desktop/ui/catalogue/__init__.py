"""The catalogue: what is on the shelf is what the town sees."""
