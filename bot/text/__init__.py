"""Everything a person reads, in their language: sentences, labels of codes, dates, amounts."""

from bot.text.catalogue import LANGUAGE_NAMES, LANGUAGES, pick_language
from bot.text.formats import (
    country_name,
    fmt_date,
    fmt_hours,
    fmt_list,
    fmt_money,
    fmt_month,
    fmt_number,
)
from bot.text.labels import label, short_label
from bot.text.sentences import pair, tr, trn

__all__ = [
    "LANGUAGES",
    "LANGUAGE_NAMES",
    "country_name",
    "fmt_date",
    "fmt_hours",
    "fmt_list",
    "fmt_money",
    "fmt_month",
    "fmt_number",
    "label",
    "pair",
    "pick_language",
    "short_label",
    "tr",
    "trn",
]
