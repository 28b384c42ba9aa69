"""Sets Comptoir up on this computer and starts it; `python3 start.py --help` tells how.

Needs nothing but Python's standard library. This door is written so that any old Python can read
it and turn its user away with a sentence; what happens behind it stands in installer/start/.
"""

import os
import sys

OLDEST_PYTHON = (3, 11)
NEWER_PYTHONS = ("python3.14", "python3.13", "python3.12", "python3.11")

if sys.version_info < OLDEST_PYTHON:
    folders = os.environ.get("PATH", "").split(os.pathsep)
    at_hand = [n for n in NEWER_PYTHONS if any(os.access(f + os.sep + n, os.X_OK) for f in folders)]
    next_step = "start it with " + at_hand[0] if at_hand else "install one and start it with that"
    this_python = ".".join(str(part) for part in sys.version_info[:2])
    sys.stderr.write(
        "Comptoir needs Python 3.11 or newer and this is " + this_python + ": " + next_step + ".\n"
    )
    sys.exit(3)

from pathlib import Path  # noqa: E402 - only a new enough Python may read on

# A careful Python (PYTHONSAFEPATH) leaves the script's own folder out of its search.
sys.path.insert(0, str(Path(__file__).resolve().parent))

from installer.start.command import main  # noqa: E402 - only a new enough Python may read on

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
