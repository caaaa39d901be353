"""Law that nobody has read in a source yet: a letter must not cite it (legal brief, mark K; section H)."""

import re

# What is unverified, and how a letter would write it. A lawyer who has checked one takes it out of here.
UNVERIFIED: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern, re.IGNORECASE))
    for name, pattern in (
        ("CJEU C-667/21", r"C-667/21"),
        ("CJEU C-687/21", r"C-687/21"),
        ("CJEU C-154/21", r"C-154/21"),
        ("CJEU C-487/21", r"C-487/21"),
        ("French law 71-1130, art. 66-5", r"66-5\b"),
        (
            "French law 78-17, art. 8, 37, 38 or 46",
            r"\b(8|37|38|46)\b[^.;)]{0,25}(78-17|et libertés)",
        ),
        ("Rome II regulation", r"\bRome II\b|864/2007"),
        ("Luxembourg NCPC on mediation", r"nouveau code de procédure civile"),
        ("Paris cyber section J3", r"\bJ3\b"),
        ("Digital Omnibus", r"omnibus|96 (heures|hours|Stunden)"),
    )
)


def unverified(text: str) -> list[str]:
    """Name the law in a text that may not be cited."""
    return [name for name, pattern in UNVERIFIED if pattern.search(text)]
