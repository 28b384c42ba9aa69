"""Rounds of the own delivery, and the parcels of a relay."""
