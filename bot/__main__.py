"""`python -m bot` and the command `collectif`: hand over to the command line."""

import sys

from bot.cli import main

if __name__ == "__main__":
    sys.exit(main())
