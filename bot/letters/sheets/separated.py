"""CSV as a French Excel opens it: semicolons, UTF-8 with byte-order mark, one line after the other."""

import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from bot.letters.sheets.cells import Row, safe_cell


def write_csv(target: BinaryIO, head: Row, rows: Iterable[Row]) -> None:
    """Write the table as RFC 4180 has it, but with semicolons; rows are taken one at a time."""
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="", write_through=False)
    # Everything quoted: a program that splits at commas finds no cell boundary inside a cell either.
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerow([safe_cell(cell) for cell in head])
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    text.flush()
    text.detach()


def csv_bytes(head: Row, rows: Iterable[Row]) -> bytes:
    """Return the table."""
    target = io.BytesIO()
    write_csv(target, head, rows)
    return target.getvalue()
