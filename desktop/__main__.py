"""`python -m desktop` is the `comptoir` command."""

from desktop.cli import main

if __name__ == "__main__":
    main()
