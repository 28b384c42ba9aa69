"""The till's day."""
