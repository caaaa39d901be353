"""The manual for authors of packs: its examples work and it explains every key there is."""

import re
from datetime import date
from pathlib import Path

import pytest
from pydantic import BaseModel

from bot.domain.codes import CategoryStatus, Infringement, LeakCategory, Role
from bot.domain.pack import (
    Authority,
    Copy,
    Incident,
    IncidentRole,
    KeptFile,
    Organisation,
    Pack,
    PackFact,
    Register,
    Source,
)
from bot.packs import check_pack, parse_pack

MANUAL = (Path(__file__).parents[2] / "docs" / "packs.md").read_text("utf-8")
EXAMPLES = re.findall(r"^```toml\n(.*?)^```$", MANUAL, flags=re.MULTILINE | re.DOTALL)
SECTIONS: dict[str, type[BaseModel]] = {
    "### The pack": Pack,
    "### Organisations": Organisation,
    "### Register number": Register,
    "### Incidents": Incident,
    "### Roles": IncidentRole,
    "### Facts": PackFact,
    "### Sources": Source,
    "#### Kept copies": KeptFile,
    "### Copies": Copy,
    "## Authorities": Authority,
}


def section(heading: str) -> str:
    """The text under a heading, up to the next heading."""
    return re.split(r"^##+ ", MANUAL.split(f"\n{heading}\n")[1], maxsplit=1, flags=re.MULTILINE)[0]


def test_the_example_can_be_used_as_it_stands(tmp_path: Path) -> None:
    """The complete pack of the manual is sound and gives no warning."""
    file = tmp_path / "my-breach.toml"
    file.write_text(EXAMPLES[0], "utf-8")

    report = check_pack(file, today=date(2026, 11, 24), wordings={"fr": {"cnil"}})

    assert (report.errors, report.warnings) == ((), ())


def test_the_example_of_an_authority_fits_the_example_pack() -> None:
    """An author can paste the authority of the manual under the pack of the manual."""
    pack = parse_pack("\n".join(EXAMPLES), "manual.toml")

    assert [a.id for a in pack.authorities] == ["apd-be", "cnil"]


@pytest.mark.parametrize(("heading", "model"), SECTIONS.items())
def test_every_key_is_explained_with_whether_it_is_required(heading: str, model: type[BaseModel]) -> None:
    """The table of each section has the keys of its model, no other, and says truly which are required."""
    rows = re.findall(r"^\| `(\w+)` \| (yes|no) \|", section(heading), flags=re.MULTILINE)

    expected = {name: "yes" if field.is_required() else "no" for name, field in model.model_fields.items()}
    if model is Pack:
        expected["use_authorities"] = "no"
    assert dict(rows) == expected


@pytest.mark.parametrize("codes", [LeakCategory, CategoryStatus, Infringement, Role])
def test_every_code_an_author_may_write_is_explained(
    codes: type[LeakCategory | CategoryStatus | Infringement | Role],
) -> None:
    """An author finds each code in the manual without reading the program."""
    assert [code.value for code in codes if f"`{code.value}`" not in MANUAL] == []
