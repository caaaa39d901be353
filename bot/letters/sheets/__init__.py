"""Tables for spreadsheets, CSV and XLSX: streamed, and no cell of them is a formula."""

from bot.letters.sheets.cells import Cell, Row, safe_cell
from bot.letters.sheets.separated import csv_bytes, write_csv
from bot.letters.sheets.workbook import Sheet, write_xlsx, xlsx_bytes

__all__ = ["Cell", "Row", "Sheet", "csv_bytes", "safe_cell", "write_csv", "write_xlsx", "xlsx_bytes"]
