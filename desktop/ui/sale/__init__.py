"""Selling at the counter."""
