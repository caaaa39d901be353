"""Numbers that nobody needs: seen however they are written, and nothing else taken for one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.forbidden_numbers import WARNINGS, NumberKind, numbers_in
from bot.domain.identity import check_contact, check_statement
from tests.domain.numbers import SEPARATORS, cards, grouped, ibans, luhn_digit, matricules, nirs

AROUND = st.sampled_from(
    [("", ""), ("My number is ", "."), ("n° 12 ", " since 2021"), ("(", ")"), ("N°", "\n")]
)


@given(nirs(), SEPARATORS, AROUND)
def test_health_insurance_numbers(number: str, separator: str, around: tuple[str, str]) -> None:
    """A French health-insurance number is seen in a row or in its usual groups, Corsican ones too."""
    written = grouped(number, (1, 2, 2, 2, 3, 3), separator)

    assert NumberKind.NIR in numbers_in(around[0] + written + around[1])


@given(matricules(), SEPARATORS, AROUND)
def test_luxembourg_identity_numbers(number: str, separator: str, around: tuple[str, str]) -> None:
    """A Luxembourg identity number is seen in a row or in groups."""
    written = grouped(number, (4, 2, 2, 3), separator)

    assert NumberKind.MATRICULE in numbers_in(around[0] + written + around[1])


@given(ibans(), SEPARATORS, AROUND, st.booleans())
def test_bank_accounts(number: str, separator: str, around: tuple[str, str], small: bool) -> None:
    """An account number is seen in a row or in fours, in capital or small letters, with words behind it."""
    written = grouped(number.lower() if small else number, (4,) * 8, separator)

    assert NumberKind.IBAN in numbers_in(f"{around[0]}{written}{around[1]} est mon compte 12")


@given(cards(), st.sampled_from(["", " ", "-", ".", "\u00a0"]), AROUND)
def test_payment_cards(number: str, separator: str, around: tuple[str, str]) -> None:
    """A card number is seen in a row or in the groups that cards have."""
    sizes = (4, 6) if len(number) == 15 else (4, 4, 4, 4)
    written = number if len(number) == 13 else grouped(number, sizes, separator)

    assert NumberKind.CARD in numbers_in(around[0] + written + around[1])


@pytest.mark.parametrize(
    "text",
    ["mot de passe : hunter2", "MDP:azerty1", "password = Tr0ub4dor", "Passwort: geheim123", "PIN : 1234"],
)
def test_passwords(text: str) -> None:
    """A password behind its name is seen."""
    assert numbers_in(text) == [NumberKind.PASSWORD]


@pytest.mark.parametrize(
    "text",
    [
        "Le 16/07/2021 à 12:30, j’ai payé 1 234,56 € puis 99,90 €.",
        "Appels du 06 12 34 56 78, 06 12 34 56 79 et du +33 1 23 45 67 89",
        "SIRET 412 201 578 00040, dossier 2021-07-16/000123",
        "Mon mot de passe a fuité, mon code PIN aussi",
        "facture 20210716001",
        "Me Dupont, no 12 rue de la Paix 75002 Paris",
        "16/07/2021 17/07/2021 18/07/2021 19/07/2021",
        "12 34 56 78 90 12 34 56 78 90",
    ],
)
def test_dates_amounts_and_telephone_numbers_pass(text: str) -> None:
    """What people write about a breach is not taken for what they should leave out."""
    assert numbers_in(text) == []


@given(nirs(), st.integers(0, 14), st.integers(1, 9))
def test_one_wrong_digit_makes_it_another_number(number: str, place: int, change: int) -> None:
    """The key decides: with one digit changed it is no health-insurance number any more."""
    if not number[place].isdigit() or place == 0:
        return
    wrong = number[:place] + str((int(number[place]) + change) % 10) + number[place + 1 :]

    assert NumberKind.NIR not in numbers_in(wrong)


@given(st.sampled_from(["٠١٢٣٤٥٦٧٨٩", "０１２３４５６７８９", "०१२३४५६७८९"]), cards())
def test_digits_of_other_scripts_hide_nothing(digits: str, number: str) -> None:
    """A card number in full-width, Arabic or Devanagari digits is one too."""
    assert NumberKind.CARD in numbers_in("".join(digits[int(c)] for c in number))


@given(nirs())
def test_a_statement_with_one_is_refused_with_its_sentence(number: str) -> None:
    """The statement, the street and the town are refused, and the sentence does not repeat the number."""
    sentence = WARNINGS[NumberKind.NIR]
    address = {"postcode": "75002", "city": "Paris", "country": "FR", "email": "a@example.org"}

    assert check_statement({"statement": f"Hello,\nI am {number}"}) == {"statement": sentence}
    assert check_contact({**address, "street": f"1 rue X\n{number}"}) == {"street": sentence}
    assert check_contact({**address, "street": "1 rue X", "city": f"Paris {number}"}) == {"city": sentence}


def test_the_tests_own_check_digit_is_right() -> None:
    """The generator above agrees with numbers that are known to be right."""
    assert [luhn_digit(n) for n in ("7992739871", "411111111111111", "37828224631000")] == ["3", "1", "5"]
