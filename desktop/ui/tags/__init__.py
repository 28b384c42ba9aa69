"""Shelf tags and product labels: what is due, and how it comes out."""
