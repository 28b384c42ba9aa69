"""`python -m marketplace` is the `comptoir-hub` command."""

from marketplace.cli import main

main()
