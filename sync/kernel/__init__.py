"""The shared kernel: rules both ends must agree on to the cent. Standard library only."""
