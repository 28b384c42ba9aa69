"""Handing over what was ordered online."""
