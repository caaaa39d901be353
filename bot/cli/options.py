"""Options that several commands share."""

from pathlib import Path
from typing import Annotated

import typer

EnvFile = Annotated[Path, typer.Option("--settings", metavar="FILE", help="The settings file.")]
DEFAULT_ENV_FILE = Path(".env")
