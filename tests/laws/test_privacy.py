"""PRIVACY.md and the information notice, compared with the inventory, the settings and the code."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.domain.codes import CaseStatus, ChatScope
from bot.domain.member import CaseConfig
from bot.domain.sealing import HolderState, LaneKind
from bot.services.dossier_files import DOSSIER_LIFE
from bot.services.due_words import LEAVING, LEFT
from bot.services.notice import build_notice
from bot.services.own_fields import PARTS
from bot.services.periods import CLAIMS_KEPT, LINK_LIFE, SESSION_LIFE, Periods, in_words, said
from bot.services.views import CaseView, HolderView, LaneView
from bot.settings import Settings
from bot.storage.inventory import SHRED_TABLES, TABLES
from bot.text import LANGUAGES, tr
from bot.ui import doors
from tests.scene import cerba

ROOT = Path(__file__).parents[2]
PRIVACY = (ROOT / "PRIVACY.md").read_text("utf-8")


def _part(heading: str) -> str:
    return re.split(r"^## ", PRIVACY.partition(f"\n## {heading}\n")[2], flags=re.MULTILINE)[0]


def test_every_table_is_said_and_no_other() -> None:
    """PRIVACY.md names each table of both databases in what is kept, and none that does not exist."""
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)*)`", _part("What is kept")))

    assert named == set(TABLES) | set(SHRED_TABLES)


def test_j11_every_period_said_is_the_one_in_the_code() -> None:
    """J11: each period of PRIVACY.md is the code's, with the default settings; none is missing."""
    rows = re.findall(r"\(`(\w+)`\) \| (.+) \|$", _part("Periods"), flags=re.MULTILINE)
    defaults = Settings()
    periods = Periods(
        backup=timedelta(days=defaults.backup_days), key_backup=timedelta(days=defaults.key_backup_days)
    )

    assert dict(rows) == said(periods, "en")
    assert len(rows) == len(set(vars(periods)))


def test_rights_in_the_document_are_doors_of_the_bot() -> None:
    """Every command among the rights exists, and so does every copied part in the schema's page."""
    commands = set(re.findall(r"`/([a-z -]+)`", PRIVACY))

    assert commands <= set(doors.COMMANDS)
    assert "docs/own-data.md" in PRIVACY
    assert PARTS


# ------------------------------------------------------------------------------ the notice

HOLDER = HolderView("H", "Maître Canari", "age1", HolderState.PROVED)
LANE = LaneView("L", "Cabinet Canari", LaneKind.LAWYER, False, 1, "age1", (HOLDER,))


def _case(**config: object) -> CaseView:
    fields = {"controller_name": "Collectif Canari", "controller_contact": "canari@example.org", **config}
    opened = datetime(2026, 11, 1, tzinfo=UTC)
    return CaseView("0" * 26, CaseStatus.OPEN, CaseConfig(**fields), cerba(), opened)  # type: ignore[arg-type]


def _text(language: str, **changes: object) -> str:
    notice = build_notice(
        _case(retention_months=17),
        language,
        [LANE],
        page=True,
        periods=Periods(backup=timedelta(days=83), key_backup=timedelta(days=5), **changes),  # type: ignore[arg-type]
    )
    return "\n".join([notice.short, *(h + "\n" + "\n".join(p) for h, p in notice.sections)])


@pytest.mark.parametrize("language", LANGUAGES)
def test_j11_the_notice_says_the_settings_in_force(language: str) -> None:
    """J11: controller, contact, recipient, key-holder, authorities and every period are the case's own."""
    text = _text(language)

    for said_once in ("Collectif Canari", "canari@example.org", "Cabinet Canari", "Maître Canari", "17"):
        assert said_once in text
    for authority in cerba().authorities:
        assert (authority.name.get(language) or next(iter(authority.name.values()))) in text
    for period in (
        CLAIMS_KEPT,
        LINK_LIFE,
        SESSION_LIFE,
        DOSSIER_LIFE,
        timedelta(days=83),
        timedelta(days=5),
        *(Periods().withdrawn, Periods().audit, Periods().notices, Periods().warning),
    ):
        assert in_words(period, language) in text, period
    assert "Discord" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", [True, False])
def test_j11_where_chat_only_leads_to_the_page_the_notice_promises_no_more(language: str, page: bool) -> None:
    """J11: with chat = minimal, /me and a copy in chat are not promised; leaving and erasing there are."""
    notice = build_notice(_case(chat=ChatScope.MINIMAL), language, [LANE], page=page)
    text = "\n".join(p for _, paragraphs in notice.sections for p in paragraphs)

    own_file, privacy = (f"/{tr(name, language).removeprefix('/')}" for name in ("/me", "/privacy"))
    assert re.search(rf"{own_file}\b", text) is None
    assert text.count(privacy) == 1


def test_who_leaves_is_promised_only_what_is_made_later() -> None:
    """The figures that are published stand until the next ones: nobody reads that they are out at once."""
    assert "made since then" in LEFT
    assert "made from now on" in LEAVING


@pytest.mark.parametrize("language", LANGUAGES)
def test_j11_a_changed_setting_changes_the_notice_and_its_version(language: str) -> None:
    """J11: another backup period is another text with another version, which consents then name."""
    case = _case()
    usual = build_notice(case, language)
    longer = build_notice(case, language, periods=Periods(backup=timedelta(days=200)))

    assert in_words(timedelta(days=200), language) in str(longer.sections)
    assert longer.version != usual.version


def test_every_period_of_the_notice_is_in_the_list() -> None:
    """No number of days, hours or minutes is written into the notice's words by hand."""
    from bot.services import notice_words

    written = Path(notice_words.__file__).read_text("utf-8")

    assert re.findall(r"\b\d+ (?:minutes?|hours?|days?|months?)\b", written) == []
