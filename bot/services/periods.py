"""For how long things are kept: the numbers that the code acts by and that the notice says."""

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from bot.domain.retention import AUDIT_KEPT, NOTICES_KEPT, WARNED_BEFORE, WITHDRAWN_KEPT
from bot.services.dossier_files import DOSSIER_LIFE
from bot.services.work import Deps
from bot.text import trn

# Nobody delivers an interaction or sends a form again after a day.
CLAIMS_KEPT = timedelta(days=1)
# A link to a person's own page, and what it is exchanged for.
LINK_LIFE = timedelta(minutes=30)
SESSION_LIFE = timedelta(hours=24)


@dataclass(frozen=True)
class Periods:
    """What is kept for a time, and how long."""

    claims: timedelta = CLAIMS_KEPT
    link: timedelta = LINK_LIFE
    session: timedelta = SESSION_LIFE
    dossier: timedelta = DOSSIER_LIFE
    backup: timedelta = timedelta(days=90)
    key_backup: timedelta = timedelta(days=7)
    withdrawn: timedelta = WITHDRAWN_KEPT
    audit: timedelta = AUDIT_KEPT
    notices: timedelta = NOTICES_KEPT
    warning: timedelta = WARNED_BEFORE


def periods_of(deps: Deps) -> Periods:
    """Return the periods with what the operator's settings say."""
    return Periods(backup=timedelta(days=deps.backup_days), key_backup=timedelta(days=deps.key_backup_days))


def said(periods: Periods, language: str) -> dict[str, str]:
    """Return each period in words, by its name."""
    return {name: in_words(value, language) for name, value in vars(periods).items()}


@lru_cache(maxsize=128)
def in_words(period: timedelta, language: str) -> str:
    """Return a period in its largest unit that says it exactly."""
    minutes, rest = divmod(int(period.total_seconds()), 60)
    if rest:
        raise ValueError("a period is whole minutes")
    if minutes % (24 * 60) == 0:
        return trn("{n} day", "{n} days", minutes // (24 * 60), language)
    if minutes % 60 == 0:
        return trn("{n} hour", "{n} hours", minutes // 60, language)
    return trn("{n} minute", "{n} minutes", minutes, language)
