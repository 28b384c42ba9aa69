"""The invoice of a past ticket."""
