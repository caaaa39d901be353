"""Arabic and Hebrew names inside letters that run from left to right.

reportlab draws characters in the order given and joins none. So a right-to-left passage is turned into the
order in which it is drawn, and Arabic letters into their joined forms, which the Unicode database lists. A
passage is kept on one line. What readers copy is the plain text again (see `unicode_map`).
"""

import re
import unicodedata
from functools import cache

from bot.letters.pdf import shaping

_RTL = f"\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc{shaping.RTL}"
_PASSAGE = re.compile(f"[{_RTL}](?:[{_RTL}\\W\\d]{{0,80}}[{_RTL}])?")
_LATIN_PART = re.compile(r"\d[\d.,/:-]*")  # numbers keep their order inside
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")
_LAM = "\u0644"


@cache
def _forms() -> dict[str, dict[str, str]]:
    """For each Arabic letter or lam-alef pair: its isolated, final, initial and medial shapes."""
    found: dict[str, dict[str, str]] = {}
    for code in (*range(0xFB50, 0xFDC8), *range(0xFE70, 0xFEFD)):
        kind, *letters = unicodedata.decomposition(chr(code)).split(" ")
        plain = "".join(chr(int(letter, 16)) for letter in letters)
        if kind in {"<isolated>", "<final>", "<initial>", "<medial>"} and _joins(plain):
            # Presentation forms B come last and win: every font that has Arabic has those.
            found.setdefault(plain, {})[kind[1:-1]] = chr(code)
    return found


def _joins(plain: str) -> bool:
    return len(plain) == 1 or (
        len(plain) == 2 and plain[0] == _LAM and unicodedata.name(plain[1]).find("ALEF") > 0
    )


def has_rtl(text: str) -> bool:
    """Whether anything in the text runs from right to left."""
    return not text.isascii() and _PASSAGE.search(text) is not None


def visual(text: str) -> str:
    """The text in the order in which it is drawn from left to right."""
    return _PASSAGE.sub(lambda match: _turned(match.group()), text)


def _turned(passage: str) -> str:
    shaped = _shaped(passage).replace(" ", "\u00a0").translate(_MIRRORED)
    turned = "".join(reversed(_clusters(shaped)))
    return _LATIN_PART.sub(lambda match: match.group()[::-1], turned)


def _clusters(text: str) -> list[str]:
    """Letters, each with the marks that stand on it."""
    clusters: list[str] = []
    for char in text:
        if clusters and unicodedata.combining(char):
            clusters[-1] += char
        else:
            clusters.append(char)
    return clusters


def _shaped(passage: str) -> str:
    """Arabic letters in their joined forms; marks between letters do not separate them."""
    forms, units = _forms(), _units(passage)
    letters = [i for i, unit in enumerate(units) if not unicodedata.combining(unit[0])]
    for here, position in enumerate(letters):
        unit = units[position]
        shapes = forms.get(unit)
        if shapes is None:
            continue
        before = _plain(units, letters, here - 1)
        after = _plain(units, letters, here + 1)
        joined_before = "initial" in forms.get(before, {}) and "final" in shapes
        joined_after = "initial" in shapes and "final" in forms.get(after, {})
        shape = {(True, True): "medial", (True, False): "final", (False, True): "initial"}.get(
            (joined_before, joined_after), "isolated"
        )
        units[position] = shapes.get(shape, unit)
    return "".join(units)


def _plain(units: list[str], letters: list[int], index: int) -> str:
    """The neighbour's plain letter, also when it already has its shape."""
    if not 0 <= index < len(letters):
        return ""
    return unicodedata.normalize("NFKC", units[letters[index]])


def _units(passage: str) -> list[str]:
    """Characters, with lam and alef taken together where they have a common shape."""
    forms = _forms()
    units: list[str] = []
    for char in passage:
        if units and len(units[-1]) == 1 and units[-1] + char in forms:
            units[-1] += char
        else:
            units.append(char)
    return units


def unicode_map(fontname: str, subset: list[int]) -> str:
    """The table by which readers turn glyphs into text: shapes become plain letters, emoji stay whole.

    It stands in for reportlab's own, which writes characters beyond the first plane malformed.
    """
    lines = [f"<{code:02X}> <{_plain_hex(char)}>" for code, char in enumerate(subset)]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    return "\n".join(
        [
            "/CIDInit /ProcSet findresource begin", "12 dict begin", "begincmap", "/CIDSystemInfo",
            f"<< /Registry ({fontname})", f"/Ordering ({fontname})", "/Supplement 0", ">> def",
            f"/CMapName /{fontname} def", "/CMapType 2 def",
            "1 begincodespacerange", f"<00> <{len(subset) - 1:02X}>", "endcodespacerange",
            *(part for block in blocks for part in (f"{len(block)} beginbfchar", *block, "endbfchar")),
            "endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end",
        ]
    )  # fmt: skip


def _plain_hex(code: int) -> str:
    char = shaping.plain(chr(code))
    if 0xFB1D <= code <= 0xFDFF or 0xFE70 <= code <= 0xFEFC:
        char = unicodedata.normalize("NFKC", char)
    return char.encode("utf-16-be", "surrogatepass").hex().upper()
