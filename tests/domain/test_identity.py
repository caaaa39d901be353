"""The page's forms: what is plausible is taken, each wrong field gets one sentence, nothing else gets out."""

import time
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import identity
from bot.domain.checked import Checked, Problems
from bot.domain.codes import Capacity
from bot.domain.countries import COUNTRIES
from bot.domain.errors import InvalidInputError
from bot.domain.forbidden_numbers import WARNINGS
from bot.domain.identity import (
    Address,
    Contact,
    Identity,
    Sender,
    SenderKind,
    Senders,
    Statement,
    age_on,
    check_contact,
    check_identity,
    check_senders,
    check_statement,
    decode,
    encode,
    field_of,
)
from bot.domain.sealing import SealedField
from bot.domain.senders import UNKNOWN_SENDER
from bot.text import LANGUAGES, tr
from tests.domain.test_inputs import HOSTILE

TODAY = date(2026, 11, 24)
ADDRESS = {"street": "1 rue de la Paix", "postcode": "75002", "city": "Paris", "country": "FR"}
REACHED = {**ADDRESS, "email": "ann@example.org", "phone": ""}


def identified(
    name: str = "Ann Example", *, capacity: Capacity = Capacity.SELF, **more: str
) -> Identity | Problems:
    """Check the form of a name."""
    form = {"full_name": name, **more}
    return check_identity(form, today=TODAY, capacity=capacity, birth_date="birth_date" in more)


def born(text: str, capacity: Capacity = Capacity.SELF) -> Identity | Problems:
    """Check a birth date that a letter needs."""
    return identified(birth_date=text, capacity=capacity, guardian_name="Max Example")


def reached(**changes: str) -> Contact | Problems:
    """Check a contact form, good but for the changes."""
    return check_contact({**REACHED, **changes})


# -------------------------------------------------------------------------------- names


@pytest.mark.parametrize(
    "name",
    [
        "O’Brien",
        "d'Ormesson",
        "Łukasz Żółć",
        "Nguyễn Thị Ánh",
        "山田",
        "山田太郎",
        "محمد بن عبد الله",
        "Björk Guðmundsdóttir",
        "Ὀδυσσεύς",
        "सुनीता शर्मा",
        "Sukarno",
        "U Nu",
        "Jean-Pierre de la Tour du Pin",
        "J. R. R. Tolkien Jr.",
        "Núria Gal·la",
        "x" * 118 + " y",
        "Ng",
    ],
)
def test_f7_real_names_are_taken_as_they_are(name: str) -> None:
    """F7: names of any script, with apostrophes, hyphens, particles, one word or many, stay what they are."""
    assert identified(name) == Identity(unicodedata.normalize("NFC", name))


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "x",
        "😀😀",
        "\u200b\u200b\u2060",
        "12 34",
        "Ann2",
        "<b>Ann</b>",
        "Ann & Bob",
        "@everyone",
        "a@b.fr",
        "--",
        "' '",
        "..",
        "Ann\nExample;",
        "x" * 121,
        "x" * 200_000,
        "=cmd()",
        "Ann {0}",
        "\ud800\ud800",
    ],
)
def test_f12_what_is_no_name_is_refused(name: str) -> None:
    """F12: invisible, pictures only, digits, markup or too long: one sentence beside the field."""
    assert identified(name) == {"full_name": identity.BAD_NAME}


def test_f6_hidden_characters_go_and_letters_stay() -> None:
    """F6: overrides, zero-width characters and stacked marks leave a name, spaces become single."""
    assert identified("  Ann\u202e\u200b   Ex\u0301\u0301\u0301\u0301\u0301ample ") == Identity(
        unicodedata.normalize("NFC", "Ann Ex\u0301\u0301\u0301ample")
    )
    assert identified("Anne\u2010Marie") == Identity("Anne-Marie")


def test_f14_the_same_name_is_the_same_value() -> None:
    """F14: composed or decomposed, with more or fewer spaces, the value is one."""
    assert identified("Zoe\u0308  Noe\u0308l") == identified("Zoë Noël")


@pytest.mark.parametrize("capacity", [Capacity.CHILD, Capacity.PROTECTED_ADULT])
def test_a_dependant_needs_a_guardians_name(capacity: Capacity) -> None:
    """For somebody else the name of who acts for them is needed; for oneself it is not taken."""
    assert identified(capacity=capacity) == {"guardian_name": identity.BAD_NAME}
    named = identified(capacity=capacity, guardian_name="Max Example")
    assert named == Identity("Ann Example", None, "Max Example")
    assert identified(guardian_name="Max Example") == Identity("Ann Example")


# -------------------------------------------------------------------------------- birth


def test_a_birth_date_is_taken_only_where_a_letter_needs_it() -> None:
    """Without a need it is left out even when sent; with one, its absence is told."""
    form = {"full_name": "Ann Example", "birth_date": "16/07/1980"}

    assert check_identity(form, today=TODAY, capacity=Capacity.SELF) == Identity("Ann Example")
    assert born("16/07/1980") == Identity("Ann Example", date(1980, 7, 16))
    assert born("") == {"birth_date": identity.BAD_BIRTH_DATE}


@pytest.mark.parametrize(
    ("text", "capacity", "problem"),
    [
        ("24/11/2008", Capacity.SELF, None),  # eighteen today
        ("25/11/2008", Capacity.SELF, identity.NOT_OF_AGE),  # tomorrow
        ("25/11/2008", Capacity.PROTECTED_ADULT, identity.NOT_OF_AGE),
        ("25/11/2008", Capacity.CHILD, None),
        ("24/11/2008", Capacity.CHILD, identity.NOT_A_CHILD),
        ("24/11/2026", Capacity.CHILD, None),  # born today
        ("29/02/1984", Capacity.SELF, None),
        ("29/02/1983", Capacity.SELF, identity.BAD_BIRTH_DATE),
        ("25/11/2026", Capacity.CHILD, identity.BAD_BIRTH_DATE),  # tomorrow
        ("25/11/1905", Capacity.SELF, None),  # 120 years
        ("24/11/1905", Capacity.SELF, identity.TOO_OLD),
        ("01/01/1899", Capacity.SELF, identity.TOO_OLD),
        ("31.12.99", Capacity.SELF, identity.BAD_BIRTH_DATE),
        ("١٦/٠٧/١٩٨٠", Capacity.SELF, identity.BAD_BIRTH_DATE),
    ],
)
def test_f9_f10_ages(text: str, capacity: Capacity, problem: str | None) -> None:
    """F9, F10: eighteen on the day, not the day before; nobody of more than 120; days that do not exist."""
    checked = born(text, capacity)

    assert (isinstance(checked, Identity), dict(checked) if isinstance(checked, Problems) else None) == (
        problem is None,
        None if problem is None else {"birth_date": problem},
    )


def test_who_was_born_on_29_february_is_of_age_on_1_march() -> None:
    """F9: in a year without the day, the birthday is the day after."""
    leap = date(2008, 2, 29)

    assert [age_on(leap, date(2026, 2, 28)), age_on(leap, date(2026, 3, 1))] == [17, 18]


@given(st.dates(date(1900, 1, 1), TODAY), st.integers(0, 4000))
def test_age_never_runs_backwards(birth: date, days: int) -> None:
    """A day later nobody is younger, and nobody turns older twice in a year."""
    later = TODAY + timedelta(days=days)
    assert 0 <= age_on(birth, later) - age_on(birth, TODAY) <= days // 365 + 1


# ------------------------------------------------------------------------------ address


def test_a_good_contact_is_written_one_way() -> None:
    """Street lines, postcode, town, country, address and number come out in their one written form."""
    typed = {
        "street": " 1  rue de la Paix \r\n\r\nbâtiment B\r\n",
        "postcode": "l 4370",
        "city": " Belvaux ",
        "country": "lu",
        "email": " Ann@EXAMPLE.org ",
        "phone": "621 123 456",
    }

    assert check_contact(typed) == Contact(
        Address(("1 rue de la Paix", "bâtiment B"), "L-4370", "Belvaux", "LU"),
        "Ann@example.org",
        "+352621123456",
    )


@pytest.mark.parametrize(
    ("country", "postcode", "printed"),
    [
        ("FR", "75002", "75002"),
        ("FR", "7500", None),
        ("FR", "750021", None),
        ("FR", "2A004", None),
        ("FR", "７５００２", None),
        ("FR", "", None),
        ("LU", "4370", "L-4370"),
        ("LU", "L-4370", "L-4370"),
        ("LU", "L4370", None),
        ("LU", "43700", None),
        ("DE", "10115", "10115"),
        ("GB", "sw1a 1aa", "SW1A 1AA"),
        ("IE", "", ""),
        ("BE", "x" * 30, ""),
        ("BE", "1000;", None),
    ],
)
def test_postcodes(country: str, postcode: str, printed: str | None) -> None:
    """France has five digits, Luxembourg four and is printed L-4370, others letters and digits or none."""
    checked = reached(country=country, postcode=postcode)

    if printed is None:
        assert isinstance(checked, Problems)
        assert set(checked) == {"postcode"}
    else:
        assert isinstance(checked, Contact)
        assert checked.address.postcode == printed


@pytest.mark.parametrize(
    ("changes", "field", "sentence"),
    [
        ({"street": ""}, "street", identity.BAD_STREET),
        ({"street": "a\nb\nc\nd"}, "street", identity.BAD_STREET),
        ({"street": "x" * 101}, "street", identity.BAD_STREET),
        ({"street": "..."}, "street", identity.BAD_STREET),
        ({"street": "\u200b"}, "street", identity.BAD_STREET),
        ({"city": ""}, "city", identity.BAD_CITY),
        ({"city": "12345"}, "city", identity.BAD_CITY),
        ({"country": ""}, "country", identity.BAD_COUNTRY),
        ({"country": "XX"}, "country", identity.BAD_COUNTRY),
        ({"country": "France"}, "country", identity.BAD_COUNTRY),
        ({"email": "ann@"}, "email", identity.BAD_EMAIL),
        ({"email": "", "phone": ""}, "email", identity.NO_WAY_BACK),
        ({"phone": "12"}, "phone", identity.BAD_PHONE),
    ],
)
def test_one_sentence_beside_the_wrong_field(changes: dict[str, str], field: str, sentence: str) -> None:
    """Each wrong field has its sentence, and no other field has any."""
    assert reached(**changes) == {field: sentence}


def test_all_problems_are_told_at_once() -> None:
    """An empty form gets a sentence for each field that is needed."""
    assert set(check_contact({})) == {"street", "city", "country", "email"}


@given(st.sampled_from(sorted(COUNTRIES)))
def test_every_country_takes_an_address_without_postcode_but_two(country: str) -> None:
    """No country of the list is left without a way to write its addresses."""
    assert isinstance(reached(country=country, postcode=""), Problems) == (country in ("FR", "LU"))


# ---------------------------------------------------------------------- e-mail, telephone


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("ann@example.org", "ann@example.org"),
        ("Ann.O'Neil+x@EXAMPLE.co.uk", "Ann.O'Neil+x@example.co.uk"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("ann@аpple.example", "ann@xn--pple-43d.example"),  # a Cyrillic а shows what it is
    ],
)
def test_f11_addresses_are_kept_in_their_plain_form(typed: str, kept: str) -> None:
    """F11: domains in other letters come out in ASCII, so that none can pass for a look-alike."""
    checked = reached(email=typed)

    assert isinstance(checked, Contact)
    assert checked.email == kept


@pytest.mark.parametrize(
    "typed",
    [
        "ann",
        "@example.org",
        "ann@example",
        "ann@@example.org",
        "ann@example..org",
        ".ann@example.org",
        "ann@-example.org",
        "ann@127.0.0.1",
        "ann@example.org\r\nBcc: x@y.fr",
        "ann@example.org, b@example.org",
        "Ann <ann@example.org>",
        "é@example.org",
        "a" * 65 + "@example.org",
        "ann@" + "a" * 64 + ".org",
        "ann@" + "a." * 160 + "org",
        "ann @example.org",
        '"a b"@example.org',
    ],
)
def test_f11_what_is_no_address_is_refused(typed: str) -> None:
    """F11: header injection, lists, missing or overlong parts are refused."""
    assert reached(email=typed) == {"email": identity.BAD_EMAIL}


@pytest.mark.parametrize(
    ("typed", "country", "kept"),
    [
        ("06 12 34 56 78", "FR", "+33612345678"),
        ("06.12.34.56.78", "FR", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "FR", "+33612345678"),
        ("0033612345678", "FR", "+33612345678"),
        ("+352 621 123 456", "FR", "+352621123456"),
        ("030 123456", "DE", "+4930123456"),
    ],
)
def test_telephone_numbers_are_kept_as_e164(typed: str, country: str, kept: str) -> None:
    """However it is written, a number is kept in its one international form."""
    checked = reached(phone=typed, email="", country=country)

    assert isinstance(checked, Contact)
    assert (checked.phone, checked.email) == (kept, None)


@pytest.mark.parametrize(
    "typed",
    ["1", "06 12 34 56", "+999 123456789", "0800 FLOWERS", "٠٦١٢٣٤٥٦٧٨", "06 12 34 56 78 ext 3", "0" * 300],
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    """Too short, of no country, letters, other digits, extensions: refused."""
    assert reached(phone=typed) == {"phone": identity.BAD_PHONE}


# ---------------------------------------------------------------------------- statement


def test_a_statement_keeps_its_paragraphs() -> None:
    """Lines and single blank lines stay, hidden characters and empty stretches go."""
    typed = "  First line.\r\n\r\n\r\n\r\nSecond \u202eline.\u200b\n\n"

    assert check_statement({"statement": typed}) == Statement("First line.\n\nSecond line.")


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", identity.EMPTY_STATEMENT),
        (" \n\u200b\n", identity.EMPTY_STATEMENT),
        ("😀 😀", identity.EMPTY_STATEMENT),
        ("x" * 4001, identity.LONG_STATEMENT),
        ("x " * 200_000, identity.LONG_STATEMENT),
        ("x\ud800", identity.UNREADABLE),
    ],
)
def test_what_is_no_statement_is_refused(typed: str, sentence: str) -> None:
    """Empty, invisible, too long or broken text gets its sentence."""
    assert check_statement({"statement": typed}) == {"statement": sentence}


def test_the_longest_statement_is_taken_whole() -> None:
    """4000 characters are taken, and the sentence about the limit names that number."""
    assert check_statement({"statement": "x" * 4000}) == Statement("x" * 4000)
    assert str(identity.STATEMENT_MAX) in identity.LONG_STATEMENT
    assert f"{identity.NAME_MIN} to {identity.NAME_MAX}" in identity.BAD_NAME
    assert f"most {identity.STREET_LINES} lines" in identity.BAD_STREET


@pytest.mark.parametrize(
    "text", ["{0.__class__}", "{{7*7}}", "%s $x", "<img src=x>", "[x](http://e.invalid)"]
)
def test_e17_templates_and_markup_are_only_text(text: str) -> None:
    """E17: nothing in a statement is filled in, parsed or taken away."""
    assert check_statement({"statement": text}) == Statement(text)


# ------------------------------------------------------------------------------ senders


@pytest.mark.parametrize(
    ("typed", "kind", "shown"),
    [
        ("+33 6 12 34 56 78", SenderKind.PHONE, "+33612345678"),
        ("01 23 45 67 89", SenderKind.PHONE, "+33123456789"),
        ("38000", SenderKind.SHORT_CODE, "38000"),
        ("AMELI", SenderKind.NAME, "AMELI"),
        ("Info Ameli1", SenderKind.NAME, "Info Ameli1"),
        ("info@ameli-fr.example", SenderKind.EMAIL, "info@ameli-fr.example"),
        ("https://evil.example/x?y=1&z=2", SenderKind.WEB, "https://evil.example/x?y=1&z=2"),
        ("ameli-sante.example", SenderKind.WEB, "ameli-sante.example"),
        ("http://evil.example:8080/", SenderKind.WEB, "http://evil.example:8080/"),
    ],
)
def test_senders_as_displayed(typed: str, kind: SenderKind, shown: str) -> None:
    """Numbers, short codes, names, e-mail and web addresses are told apart."""
    assert check_senders({"S1": typed}, scams=["S1"], region="FR") == Senders((Sender("S1", kind, shown),))


@pytest.mark.parametrize(
    "typed",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://evil.example/",
        "http://user:pass@evil.example/",
        "https://evil.example/a b",
        "https://evil.example/\r\nX: y",
        "<script>",
        "A name that is too long",
        "é" * 3,
        "1234",
        "x" * 600,
        "+",
        "😀",
    ],
)
def test_other_senders_are_refused(typed: str) -> None:
    """Anything else gets the sentence that names the five forms."""
    checked = check_senders({"S1": typed}, scams=["S1"], region="FR")

    assert checked == {"S1": UNKNOWN_SENDER}


def test_only_the_members_own_scam_contacts_have_senders() -> None:
    """A field that is no scam contact of the member is not taken, and an empty one is left out."""
    form = {"S1": " ", "S2": "AMELI", "foreign": "EVIL"}

    assert check_senders(form, scams=["S1", "S2"], region="FR") == Senders(
        (Sender("S2", SenderKind.NAME, "AMELI"),)
    )


@given(st.text(max_size=200))
def test_f11_defanging_leaves_no_link_and_changes_nothing_twice(text: str) -> None:
    """F11: defanged text holds no scheme that a program follows and no address, and stays as it is after."""
    safe = identity.defanged(text + " https://evil.example/x a@b.example")

    assert "http:" not in safe.lower()
    assert "https:" not in safe.lower()
    assert "@" not in safe
    assert identity.defanged(safe) == safe


def test_defanged_senders_are_still_readable() -> None:
    """People can read what it was."""
    assert identity.defanged("https://evil.example/x") == "hxxps://evil[.]example/x"
    assert identity.defanged("a@b.example") == "a[at]b[.]example"


# ------------------------------------------------------------------------ for all of them

CHECKS: dict[str, Callable[[str], Checked | Problems]] = {
    "full_name": identified,
    "guardian_name": lambda t: identified(capacity=Capacity.CHILD, guardian_name=t),
    "birth_date": born,
    **{name: (lambda t, name=name: reached(**{name: t})) for name in REACHED},  # type: ignore[misc]
    "statement": lambda t: check_statement({"statement": t}),
    "sender": lambda t: check_senders({"sender": t}, scams=["sender"], region="FR"),
}
SLOW = [
    "a" * 50_000,
    "1" * 50_000,
    "1 " * 25_000,
    "FR76" * 12_000,
    "a@" * 20_000,
    "a." * 20_000 + "@",
    "http://" + "a." * 20_000,
    "\u0301" * 50_000,
    "password:" * 400,
    "mdp : " + "a" * 3_990,
    "4 " * 2_000,
    "-" * 50_000,
    "\n" * 3_999 + "x",
    "٣" * 4_000,
    "A1 " * 1_300,
]


@pytest.mark.parametrize("field", sorted(CHECKS))
@pytest.mark.parametrize("typed", [*HOSTILE, *SLOW], ids=lambda t: repr(t[:12]))
def test_f13_hostile_text_is_decided_quickly(field: str, typed: str) -> None:
    """F13: whatever is typed, each check decides in well under 50 ms and raises nothing."""
    CHECKS[field]("warm")
    began = time.thread_time()

    checked = CHECKS[field](typed)

    assert time.thread_time() - began < 0.05
    assert isinstance(checked, Problems) == isinstance(checked, dict)


@given(st.sampled_from(sorted(CHECKS)), st.text(max_size=300))
def test_only_field_names_and_our_sentences_come_out_of_a_refusal(field: str, typed: str) -> None:
    """Any text at all gives a value or a sentence of ours beside a field of the form; never the text."""
    checked = CHECKS[field](typed)

    if isinstance(checked, Problems):
        ours = {v for v in vars(identity).values() if isinstance(v, str)}
        assert set(checked.values()) <= ours | set(WARNINGS.values()) | {UNKNOWN_SENDER}
        assert set(checked) <= {field, "email"}


@given(st.sampled_from(["full_name", "street", "city", "statement"]), st.text(max_size=300))
def test_what_was_checked_stays_as_it_is(field: str, typed: str) -> None:
    """A value that passed passes again unchanged, and is written and read back the same."""
    checked = CHECKS[field](typed)
    if isinstance(checked, Problems):
        return

    again = CHECKS[field](_typed(checked)[field])

    assert again == checked
    assert decode(field_of(checked), encode(checked)) == checked


def _typed(value: Checked) -> Mapping[str, str]:
    if isinstance(value, Identity):
        return {"full_name": value.full_name}
    if isinstance(value, Contact):
        return {"street": "\n".join(value.address.street), "city": value.address.city}
    assert isinstance(value, Statement)
    return {"statement": value.text}


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[]", b"null", b'{"text": 3}', b'{"full_name": ["x"]}', b"\xff", b'{"text": "']
)
def test_what_is_no_value_cannot_be_read(body: bytes) -> None:
    """Anything but the JSON of the field is refused, without a word of it."""
    for field in (SealedField.IDENTITY, SealedField.CONTACT, SealedField.STATEMENT, SealedField.EVIDENCE):
        with pytest.raises(InvalidInputError) as caught:
            decode(field, body)
        assert caught.value.__cause__ is None
        assert caught.value.values == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated_without_a_value(language: str) -> None:
    """The sentences have no gaps to fill, and one in each language."""
    sentences = [v for k, v in vars(identity).items() if k.isupper() and isinstance(v, str) and " " in v]

    assert len(sentences) > 12
    for sentence in [*sentences, *WARNINGS.values()]:
        told = tr(sentence, language)
        assert language == "en" or told != sentence
