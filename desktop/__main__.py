"""`python -m desktop` is the `comptoir` command."""

from desktop.cli import main

main()
