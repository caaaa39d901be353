"""Public figures tell nothing about one member, whatever a reader knows of how they are made."""

import itertools
from collections import defaultdict
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import replace
from datetime import date

import pytest

from bot.domain.codes import (
    Answer,
    Channel,
    HarmHead,
    LeakCategory,
    Pretext,
    Purpose,
    StepKind,
)
from bot.domain.member import Exposure, Involvement, MemberFile
from bot.domain.public_figures import (
    FEWEST_IN_CELL,
    FEWEST_MEMBERS,
    NEVER_PUBLIC,
    Choice,
    PublicFigures,
    Topic,
    count,
    counted,
    down,
    publish,
    read,
    visible,
    write,
)
from tests.domain.generated import INCIDENTS, Draw, crowd
from tests.domain.solver import Equation, System

WEEK = date(2026, 11, 23)
BLANK = Draw(1).member()


def people(size: int, **changes: object) -> list[MemberFile]:
    """Members with nothing recorded but these."""
    bare = replace(BLANK, residence="FR", involvements=(), exposures=(), scams=(), harms=(), steps=())
    return [replace(bare, **changes) for _ in range(size)]  # type: ignore[arg-type]


def published(*groups: list[MemberFile], incidents: Iterable[str] = INCIDENTS) -> PublicFigures:
    """What is published of the groups together."""
    found = publish(WEEK, list(incidents), count(itertools.chain(*groups)))
    assert found is not None
    return found


# --------------------------------------------------------------------------------- L1, L4


@pytest.mark.parametrize("size", [0, 1, 19])
def test_l1_nothing_is_published_of_fewer_than_twenty(size: int) -> None:
    """L1: below 20 members there are no figures at all, not even how many there are."""
    assert publish(WEEK, INCIDENTS, count(people(size))) is None
    assert read(write(None)) is None
    assert str(size) not in write(None).replace('"v": 1', "") or size == 0


def test_l1_small_cells_and_zero_are_hidden_alike() -> None:
    """L1: one to nine members and none at all leave the same trace: none."""
    nobody = published(people(60), people(30, residence="LU"))
    nine = published(people(60), people(21, residence="LU"), people(9, residence="DE"))

    assert [(c.code, c.members) for c in nobody.of(Topic.RESIDENCE)] == [("FR", 60)]
    assert [(c.code, c.members) for c in nine.of(Topic.RESIDENCE)] == [("FR", 60)]
    assert {c.topic for c in nobody.cells} == {Topic.RESIDENCE}


def test_l4_what_is_true_of_everybody_is_hidden() -> None:
    """L4: a cell is hidden when the rest has fewer than ten, for that would tell of the few."""
    scam = Draw(2).scam()
    nearly = published(people(41, scams=(scam,)), people(9))
    shown = published(people(40, scams=(scam,)), people(10))

    assert nearly.of(Topic.CONTACTED) == []
    assert nearly.of(Topic.CHANNEL) == []
    assert [c.members for c in shown.of(Topic.CONTACTED)] == [40]


def test_l4_of_the_only_incident_it_is_not_said_how_many_it_concerns() -> None:
    """L4: where everybody is concerned, figures about the incident are parts of all members."""
    told = Involvement("I", Answer.YES, notice=Answer.YES)
    found = published(
        people(25, involvements=(told,)),
        people(22, involvements=(replace(told, notice=Answer.NO),)),
        incidents=["I"],
    )

    assert found.of(Topic.INCIDENT, "I") == []
    assert [(c.code, c.members) for c in found.of(Topic.NOTICE, "I")] == [("yes", 25)]


def test_what_only_organisers_should_count_is_never_published() -> None:
    """Infections, genetic data and sexual life are in no public figure, however many said so."""
    every = tuple(Exposure("I", c, Answer.YES) for c in LeakCategory)
    concerned = (Involvement("I", Answer.YES),)
    found = published(people(50, involvements=concerned, exposures=every), people(50), incidents=["I"])

    codes = {c.code for c in found.of(Topic.LEAKED, "I")}
    assert codes == {c.value for c in LeakCategory} - {c.value for c in NEVER_PUBLIC}


def test_only_those_who_agreed_to_statistics_count() -> None:
    """Being registered is no consent to being counted in public."""
    yes, no = replace(BLANK, consents=frozenset({Purpose.STATISTICS})), replace(BLANK, consents=frozenset())

    assert (counted(yes), counted(no)) == (True, False)


# ------------------------------------------------------------------------------------- L2


Known = dict[Hashable, list[dict[str, int]]]


def narrowed(known: Known) -> list[tuple[Hashable, str, set[int]]]:
    """The small cells of which a reader of the same publication would know more than that they are small."""
    small = [(seen, cell, {t[cell] for t in truths}) for seen, truths in known.items() for cell in truths[0]]
    return [found for found in small if max(found[2]) < FEWEST_IN_CELL and found[2] != set(range(10))]


def untold(known: Known) -> list[tuple[Hashable, str]]:
    """The cells of which a reader of the same publication would know that they are small."""
    return [
        (seen, cell)
        for seen, truths in known.items()
        for cell in truths[0]
        if all(t[cell] < 10 for t in truths)
    ]


def test_l2_one_cell_and_its_rest_stay_open() -> None:
    """L2, L4: whoever knows the rules cannot tell of any yes-or-no question that either side is small."""
    known: Known = defaultdict(list)
    for whole in range(FEWEST_MEMBERS, 70):
        for x in range(whole + 1):
            seen = visible({"x": x}, whole, Choice.ANY)
            known[(down(whole), _rounded(seen))].append({"x": x, "rest": whole - x})

    assert untold(known) == []


def test_l2_a_divided_whole_cannot_be_subtracted() -> None:
    """L2: dividing 20 to 44 members over three answers tells a reader who knows the rules no small part.

    At most that it is small, never how small: a second cell is hidden with it.
    """
    known: Known = defaultdict(list)
    for whole in range(FEWEST_MEMBERS, 45):
        for a in range(whole + 1):
            for b in range(whole + 1 - a):
                for c in range(whole + 1 - a - b):
                    seen = visible({"a": a, "b": b, "c": c}, whole, Choice.ONE)
                    rest = whole - a - b - c
                    known[(down(whole), _rounded(seen))].append({"a": a, "b": b, "c": c, "rest": rest})

    assert len(known) > 10
    assert narrowed(known) == []


def test_l2_parts_of_a_part_stay_open() -> None:
    """L2: nor where those only are asked who said yes to another question, each with an answer or more."""
    known: Known = defaultdict(list)
    for whole in range(40, 45):
        for part in range(whole + 1):
            above = visible({"part": part}, whole, Choice.ANY)
            for a, b in itertools.product(range(part + 1), repeat=2):
                if a + b < part:
                    continue
                seen = visible({"a": a, "b": b}, part, Choice.SOME) if above else {}
                truth = {"part": part, "others": whole - part, "a": a, "b": b}
                truth |= {"not a": part - a, "not b": part - b}
                known[(_rounded(above), _rounded(seen))].append(truth)

    assert untold(known) == []


def _rounded(seen: dict[str, int]) -> Hashable:
    return tuple(sorted((code, down(n)) for code, n in seen.items()))


# --------------------------------------------------------------------------------- L2, L6


ASKED_OF_ALL = {Topic.HARM: HarmHead, Topic.STEP: StepKind}
ASKED_OF_CONTACTED = {Topic.CHANNEL: Channel, Topic.PRETEXT: Pretext}
COUNTRIES = ("FR", "LU", "BE", "DE", "PT")
MOST = 10**4


def system(figures: PublicFigures) -> System:
    """Everything that all public tables together say, as equations over what they do not say."""
    bounds: dict[str, tuple[int, int]] = {"all": (figures.members, figures.members + 4)}
    equations: list[Equation] = []

    def part(name: str, whole: str) -> str:
        bounds.setdefault(name, (0, MOST))
        bounds[f"{whole} not {name}"] = (0, MOST)
        equations.append(Equation((whole,), (name, f"{whole} not {name}")))
        return name

    def divided(names: list[str], whole: str) -> None:
        for name in [*names, f"{whole} rest {names[0]}"]:
            bounds.setdefault(name, (0, MOST))
        equations.append(Equation((whole,), (*names, f"{whole} rest {names[0]}")))

    divided([f"residence//{c}" for c in COUNTRIES], "all")
    contacted = part("contacted//yes", "all")
    for topic, codes in ASKED_OF_ALL.items():
        for code in codes:
            part(f"{topic}//{code}", "all")
    for topic, codes in ASKED_OF_CONTACTED.items():
        names = [part(f"{topic}//{code}", contacted) for code in codes]
        bounds[f"{topic} twice"] = (0, MOST)
        equations.append(Equation(tuple(names), (contacted, f"{topic} twice")))
    for incident in INCIDENTS:
        concerned = part(f"incident/{incident}/yes", "all")
        divided([f"organisation/{incident}/{o}" for o in ("cerba", "ketterthill")], concerned)
        divided([f"notice/{incident}/{a}" for a in Answer], concerned)
        for category in set(LeakCategory) - NEVER_PUBLIC:
            part(f"leaked/{incident}/{category}", concerned)
    for cell in figures.cells:
        name = f"{cell.topic}/{cell.incident or ''}/{cell.code}"
        assert name in bounds
        bounds[name] = (max(cell.members, FEWEST_IN_CELL), cell.members + 4)
    return System(bounds, equations)


def crowds() -> Iterator[list[MemberFile]]:
    """Made-up crowds around the thresholds, where most is hidden, and larger ones, where most is shown."""
    for seed, size in enumerate((23, 60, 240)):
        yield crowd(seed, size)


def test_l2_l6_all_public_tables_together_narrow_no_small_cell() -> None:
    """L2, L6: for an exact solver of all tables at once, whatever is not published could be ten or more."""
    told, asked = [], 0
    for files in crowds():
        figures = published(files)
        known = system(figures)
        for name, (_, high) in known.bounds.items():
            if high != MOST or name.endswith("twice"):
                continue
            asked += 1
            if not known.possible({name: (FEWEST_IN_CELL, MOST)}):
                told.append((len(files), name))

    assert asked > 500
    assert told == []


def test_the_solver_sees_what_a_bad_table_gives_away() -> None:
    """The positive control: without the rest's own threshold, the solver does find the small cell."""
    bounds = {"all": (50, 54), "a": (40, 44), "b": (10, 14), "c": (0, MOST)}
    bad = System(bounds, [Equation(("all",), ("a", "b", "c"))])

    assert bad.possible({"c": (0, 4)})
    assert not bad.possible({"c": (10, MOST)})


# ---------------------------------------------------------------------------- consistency


def test_figures_are_steps_of_five_and_parts_fit_their_whole() -> None:
    """Rounding down keeps every sum consistent: no part, and no sum of exclusive parts, exceeds its whole."""
    for files in crowds():
        figures = published(files)
        assert all(c.members % 5 == 0 and c.members >= 10 for c in figures.cells)
        assert figures.members <= len(files) < figures.members + 5
        assert sum(c.members for c in figures.of(Topic.RESIDENCE)) <= figures.members
        for incident in INCIDENTS:
            about = figures.of(Topic.INCIDENT, incident)
            whole = about[0].members if about else 0
            for topic in (Topic.ORGANISATION, Topic.NOTICE):
                assert sum(c.members for c in figures.of(topic, incident)) <= whole
            assert all(c.members <= whole for c in figures.of(Topic.LEAKED, incident))


def test_stored_figures_come_back() -> None:
    """What is read is what was written, and another version is refused instead of guessed at."""
    figures = published(crowd(3, 150))

    assert read(write(figures)) == figures
    with pytest.raises(ValueError, match="version"):
        read('{"v": 2}')


def test_the_order_of_cells_says_nothing_that_rounding_hides() -> None:
    """Within a step cells are in the order of their codes, not of their exact numbers."""
    found = published(
        people(40), people(14, residence="BE"), people(10, residence="AT"), people(12, residence="DE")
    )

    assert [c.code for c in found.of(Topic.RESIDENCE)] == ["FR", "BE", "DE"]
