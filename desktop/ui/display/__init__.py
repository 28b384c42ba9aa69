"""The customer's display: what is bought and paid, read from two metres."""
