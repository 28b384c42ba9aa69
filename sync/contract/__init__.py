"""The published language: one module is one version of the wire."""
