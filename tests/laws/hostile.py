"""What people could type to break something: one table, which the laws run through every sink.

Each value contains MARK, so that a test can look for what became of it.
"""

from dataclasses import dataclass

MARK = "Zz9Mark"


@dataclass(frozen=True)
class Hostile:
    """One string, and against what it is directed."""

    against: str
    text: str


def _each(against: str, *texts: str) -> list[Hostile]:
    return [Hostile(against, text.replace("§", MARK)) for text in texts]


HOSTILE: list[Hostile] = [
    *_each(
        "Discord's markdown",
        "**§** __§__ ~~§~~ ||§||",
        "# §",
        "> §",
        "- §",
        "1. §",
        "```§```",
        "`§`",
        "-# §",
        "[§](http://evil.example)",
        "[§](<javascript:alert(1)>)",
        "<https://evil.example/§>",
        "<t:0:R>§",
        "<:a:1>§",
        "\\§\\",
    ),
    *_each(
        "mentions",
        "@everyone §",
        "@here §",
        "@EVERYONE §",
        "<@1> <@!1> <@&1> <#1> </me:1> <id:guide> §",
        "@\u200beveryone §",
    ),
    *_each(
        "PDF markup and HTML",
        '<img src="/etc/passwd"/>§',
        '<img src="http://evil.example/x.png">§',
        "<b>§",
        "</para>§",
        "<b><i>§</b></i>",
        '<a href="javascript:alert(1)">§</a>',
        '<font face="x" size=99>§</font>',
        "&§;",
        "&lt;§&amp;",
        "<script>§</script>",
        "\"'><svg onload=alert(1)>§",
        "<!--§",
        "]]>§",
        "<unichar code=65>§",
        "[[[§]]]",
    ),
    *_each(
        "templates",
        "{{7*7}}§",
        "{% raw %}§",
        "{{ config }}§",
        "{0.__class__}§",
        "{name}§",
        "%s%n%(x)s§",
        "$x ${x}§",
        "#{7*7}§",
        "\\N{BULLET}§",
    ),
    *_each(
        "spreadsheets",
        "=1+1§",
        "+1§",
        "-1§",
        "@SUM(1)§",
        "\t=1§",
        '=HYPERLINK("http://evil.example")§',
        " =1§",
    ),
    *_each(
        "file names",
        "../../etc/§",
        "..\\..\\§",
        "/etc/§",
        "C:\\§",
        "CON.§",
        "§.",
        "§\x00.pdf",
        ".§",
        "-rf §",
        "~/§",
        "§" + "x" * 300,
        "§;rm -rf",
        "$(§)",
    ),
    *_each(
        "log lines",
        "§\r\n2026-01-01 INFO forged",
        "§\nforged=1",
        "\x1b[31m§\x1b[0m",
        "\x1b]0;§\x07",
        "§\x9b31m",
    ),
    *_each("SQL", "'; DROP TABLE member;--§", "' OR '1'='1§", "§%_", "\\'§", "§/*"),
    *_each(
        "characters",
        "§\x00",
        "§\x01\x1f\x7f",
        "§\x80\x9f",
        "§\u2028\u2029",
        "\u202e§gpj.exe",
        "\u2066§\u2069",
        "\u200b\u200d\ufeff§",
        "\U000e0041\U000e0042§",
        "§" + "\u0301" * 10_000,
        "§\ud800",
        "\udc00§",
        "§\ufffe\uffff",
        "\u0430§",  # a Cyrillic letter that looks Latin
        "ﬀ§",
    ),
    *_each("length", "§" + "x" * 5_000, "§ " * 2_000),
]
# What a name may be: real ones, which must come through as they are.
NAMES = (
    "O’Brien",
    "O'Brien",
    "Łukasz Żółć",
    "Nguyễn Thị Ánh",
    "山田太郎",
    "محمد",
    "Björk Guðmundsdóttir",
    "Jean-Pierre de la Tour d’Auvergne",
    "X",
    "Ng",
    "María José Núñez",
    "Ζωή",
    "Ольга",
    "A" * 80,
)
