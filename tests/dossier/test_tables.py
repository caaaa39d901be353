"""What stands in the tables of a dossier; that no cell is a formula is tested with the writers."""

import csv
import io
from datetime import datetime

from openpyxl import load_workbook

from bot.dossier.tables import WORKBOOK, server_tables
from tests.dossier.sample import sample


def read(data: bytes) -> list[list[str]]:
    """The table as a spreadsheet reads it."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


def test_tables_hold_what_members_recorded_and_no_name() -> None:
    """The server's tables list members by reference, with codes, dates and amounts in the case's language."""
    found = sample(2)

    made = server_tables(found.plan)
    tables = {name: read(data) for name, data in made.items() if name != WORKBOOK}

    assert [row[0] for row in tables["members.csv"][1:]] == ["P-00001", "P-00002"]
    assert tables["damage.csv"][1][3:6] == ["99,90", "150", "2024-02-01"]
    assert tables["contacts.csv"][1][8] == "1234,56"
    assert {name for name, rows in tables.items() if len(rows) < 2} == {"consents.csv"}
    assert not any("Canary" in cell for rows in tables.values() for row in rows for cell in row)


def test_the_workbook_holds_the_same_with_days_and_amounts() -> None:
    """One sheet a table, row by row what the CSV says; days are dates, amounts numbers, codes texts."""
    made = server_tables(sample(2).plan)
    book = load_workbook(io.BytesIO(made.pop(WORKBOOK)))

    assert len(book.sheetnames) == len(made)
    for sheet, data in zip(book.worksheets, made.values(), strict=True):
        typed = [[_said(cell.value) for cell in row] for row in sheet.iter_rows()]
        assert typed == read(data)
    damage = book.worksheets[list(made).index("damage.csv")]
    assert (damage["D2"].value, damage["E2"].value) == (99.9, 150)
    assert damage["F2"].value == datetime.fromisoformat("2024-02-01")
    assert damage["F2"].is_date


def _said(value: object) -> str:
    match value:
        case None:
            return ""
        case datetime(hour=0, minute=0, second=0):
            return value.date().isoformat()
        case float():
            return f"{value:.2f}".replace(".", ",")
        case _:
            return str(value)
