"""Hostile text through every kind of document at once: names, addresses, contacts, settings and the pack."""

import io
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import cycle

import docx
import pytest

from bot.domain.codes import LetterKind
from bot.domain.member import CaseConfig
from bot.domain.pack import Pack
from bot.letters import (
    LawyerRequest,
    MemberRequest,
    NamedParty,
    PaperRequest,
    Rendered,
    make_collective,
    make_lawyer_letter,
    make_member_letters,
    make_papers,
)
from bot.letters.bundle import Made, Part
from bot.letters.clean import clean
from bot.letters.companions import make_redacted
from bot.letters.group_kit import KitRequest, make_group_kit
from bot.letters.named import ListRequest, SheetRequest, make_list, make_member_sheet, make_named_collective
from bot.letters.sample import rich
from bot.packs import shipped_laws
from tests.letters.casefile import shipped
from tests.letters.people import TODAY
from tests.letters.quickset import FORMS, worded, wording_of
from tests.letters.reading import fonts, words
from tests.letters.test_collective import request
from tests.letters.test_hostile import INVISIBLE, LITERAL

pytestmark = pytest.mark.needs("poppler")

TEXTS = [*LITERAL, *INVISIBLE, "<unichar code='65'/> [[[7*7]]]", "@everyone <@1> </x:1> ||y|| `z`", "=1+1"]
_SENT = (LetterKind.INDIVIDUAL_COMPLAINT, LetterKind.ACCESS_REQUEST)
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
LONG = ["W" * 5000, "<" * 2000, "information" * 400, "a" + "\u0335\u0327" * 80, "word " * 900, "x<br/>" * 700]


def _party(text: str, more: str) -> NamedParty:
    return NamedParty(text, None, (more, text), more, more, statement=more, guardian=None)


def _pack(text: str) -> Pack:
    pack = shipped()
    organisations = [o.model_copy(update={"name": text, "address": [text]}) for o in pack.organisations]
    incidents = [i.model_copy(update={"title": dict.fromkeys(i.title, text)}) for i in pack.incidents]
    facts = [f.model_copy(update={"by": text, "text": dict.fromkeys(f.text, text)}) for f in pack.facts]
    return pack.model_copy(
        update={"organisations": organisations, "incidents": incidents, "facts": facts[:2]}
    )


def _config(text: str) -> CaseConfig:
    return CaseConfig(
        text,
        text,
        lawyer_name=text,
        lawyer_bar=text,
        lawyer_address=(text,),
        place=text,
        send_mode="registered",
    )


def _all(texts: Sequence[str], pack: Pack) -> Iterator[tuple[str, str, Rendered]]:
    """A document of every kind, and the text that is the name in it: each in turn, the next one elsewhere."""
    turn = cycle(zip(texts, (*texts[1:], texts[0]), strict=True))
    who, laws = rich(shipped(), "FR", TODAY), shipped_laws()
    guide: Rendered | None = None
    for kind in FORMS:
        text, more = next(turn)
        party, config = _party(text, more), _config(more)
        *made, guide = make_papers(PaperRequest(kind, pack, config, who, "fr", TODAY, laws, identity=party))
        yield kind.value, text, made[0]
    text, more = next(turn)
    own = MemberRequest(pack, _config(more), who, "fr", TODAY, identity=_party(text, more))
    letters = [made for made in make_member_letters(own) if made.pages and not made.copy_of]
    yield from ((made.kind.value, text if made.kind in _SENT else "", made) for made in letters)
    assert guide is not None
    yield "guide", "", guide
    group = request("cnil", "fr", size=2)
    for name in ("collective", "named", "lawyer"):
        text, more = next(turn)
        asked = replace(group, pack=pack, config=_config(text))
        names = {group.members[0].ref: _party(text, more)}
        if name == "lawyer":
            cover = LawyerRequest(pack, _config(text), group.members, "fr", TODAY)
            yield name, text, make_lawyer_letter(cover)
        else:
            yield (
                name,
                text,
                make_named_collective(asked, names) if name == "named" else make_collective(asked),
            )
    text, more = next(turn)
    asked = replace(request("cnil", "fr", size=5), pack=pack, config=_config(text))
    twin = make_redacted(asked)
    assert twin is not None
    yield "twin", text, twin
    files = tuple(Made(each, Part.LETTER, twin.data) for each in (f"{clean(text)}.pdf", "b.pdf"))
    wanted = KitRequest(
        pack, _config(more), "cnil", asked.mode, "fr", "fr", TODAY, 1, 5, f"{clean(text)}\n", files
    )
    yield "group kit", text, make_group_kit(wanted)[0]


def _flat(text: str) -> str:
    return "".join(clean(text).split())


def test_f2_every_kind_shows_the_text_as_typed() -> None:
    """F2, F3, F6, F7, F15: whatever is the name in a kind stands there as it was typed, in PDF and DOCX."""
    # Latin letters between, so that what runs from right to left stays apart.
    everything = " z ".join(TEXTS)

    for name, text, made in _all(TEXTS, _pack(everything)):
        squeezed = "".join(words(made.data, raw=False).split())
        assert _flat(text) in squeezed, name
        assert all(fonts(made.data).values())
        if made.editable:
            body = docx.Document(io.BytesIO(made.editable)).element.body
            said = "".join("".join(part.text or "" for part in body.iter(f"{W}t")).split())
            for each in (text, everything):
                assert _flat(each) in said, name


def test_f6_no_length_breaks_a_kind() -> None:
    """F2, F6: five thousand letters in a word, brackets, marks, breaks: every kind is made, none endless."""
    kinds = {name: made for name, _, made in _all(LONG, shipped())}

    assert set(map(wording_of, kinds.values())) == worded()
    assert set(kinds) >= {"collective", "named", "lawyer", "twin", "group kit"}
    assert all(made.pages < 60 for made in kinds.values())


def test_f3_one_hostile_person_fails_no_list() -> None:
    """F3: a list and a sheet with such a person are made; the others stand in it as ever."""
    pack, members = shipped(), request("cnil", "fr", size=3).members
    names = {
        m.ref: _party(f"{text} end", text) for m, text in zip(members, [LITERAL[1], LONG[1]], strict=False)
    }
    names[members[2].ref] = NamedParty("Zoë Canari", None, ("1 rue X",), "z@example.org")

    listed = make_list(ListRequest(pack, members, names, "fr", TODAY, "dossier 1"))

    assert "Zoë Canari" in words(listed.data)
    assert _flat(LITERAL[1]) in "".join(words(listed.data, raw=False).split())
    for text in (*TEXTS[::4], *LONG[:2]):
        asked = SheetRequest(pack, _config(text), members[0], _party(text, text), "fr", TODAY, "dossier 1")
        assert _flat(text)[:40] in "".join(words(make_member_sheet(asked).data, raw=False).split())
