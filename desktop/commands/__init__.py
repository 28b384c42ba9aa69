"""The commands of `comptoir`, by subject; `desktop.cli` loads them when one is asked for."""
