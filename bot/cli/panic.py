"""`collectif panic`: stop intake at once, also of a running bot, and say what to do next."""

from pathlib import Path

import typer

from bot.cli.exits import CommandError
from bot.settings_file import load

_NEXT = """\
Intake is stopped, also after a restart: nobody can register, enter, seal or change who may read what.
Leaving and erasing still work. Next, in this order:

  1. Developer Portal, Bot: Reset Token. Whoever had the old one is out. Write the new one into its file.
  2. Developer Portal, General Information: Interactions Endpoint URL must be empty. Webhooks: none.
  3. Restart the bot, then: collectif check
  4. If you do not trust the machine: collectif verify-audit, with a checkpoint that was published.
  5. Tell the organisers what happened and when. When somebody may have read what members sent, it is
     a breach: 72 hours to the authority (GDPR art. 33), and word to the members (art. 34). A draft of
     the steps is among the papers that `collectif papers` writes.
  6. When all is well: collectif panic --over
"""


def panic(env_file: Path, *, over: bool) -> None:
    """Stop intake or, with `over`, let it go on; raises SettingsError."""
    from bot.services.halting import HALT, Halt

    settings = load(env_file)
    if not settings.data_dir.is_dir():
        raise CommandError(f"{settings.data_dir}: there is no such folder")
    halt = Halt(settings.data_dir / HALT)
    if over:
        halt.take_off()
        typer.echo("Intake goes on.")
        return
    halt.put_on()
    typer.echo(_NEXT, nl=False)
