"""`make bench`: measure all engines side by side in one run and write docs/bench.md and docs/bench.svg."""

import argparse
import os
import platform
import sys
import tempfile
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from bench.annex import report
from bench.annex.engines import ENGINES
from bench.annex.measure import Run, middle, once
from bench.annex.rows import write
from bench.page import DOCS, load, processor, put

_BEGIN, _END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
_LONG = 10.0  # seconds
_PACKAGES = ("reportlab", "rl_accel", "typst", "fpdf2", "weasyprint")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="1,000 and 10,000 rows, once each: a minute or two"
    )
    parser.add_argument("--rows", type=int, nargs="+", help="sizes of your own")
    parser.add_argument(
        "--repeat",
        type=int,
        help="runs of each that takes no longer than ten seconds; the median counts (3; 1)",
    )
    parser.add_argument("--seconds", type=float, help="limit of one run (150; 60 in the quick form)")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--print", action="store_true", help="print the table, write nothing")
    asked = parser.parse_args()
    sizes = asked.rows or ([1_000, 10_000] if asked.quick else [1_000, 10_000, 100_000, 500_000])
    repeat = asked.repeat or (1 if asked.quick else 3)
    seconds = asked.seconds or (60 if asked.quick else 150)
    engines = ["collectif", *(e for e in asked.engines if e != "collectif")]
    results = measure(engines, sorted(sizes), repeat, seconds)
    text = page(results, engines, sorted(sizes), repeat, seconds)
    if asked.print:
        print(text)
        return
    put(_BEGIN, _END, text)
    (DOCS / "bench.svg").write_text(report.plot(results, engines, sorted(sizes)), "utf-8")


def measure(engines: list[str], sizes: list[int], repeat: int, seconds: float) -> dict[tuple[str, int], Run]:
    """Every engine at every size, in turn within each round, so that a slow minute falls on all alike.

    What takes long is run once. What would not stay within the limit if it went on growing as it did, no
    faster, is not begun.
    """
    results: dict[tuple[str, int], Run] = {}
    with tempfile.TemporaryDirectory() as folder:
        for place, size in enumerate(sizes):
            source = Path(folder) / f"rows-{size}.tsv"
            write(source, size)
            hopeless = {
                e: run for e in engines if (run := _hopeless(results, e, sizes[:place], size, seconds))
            }
            runs: dict[str, list[Run]] = {engine: [] for engine in engines if engine not in hopeless}
            for _ in range(repeat):
                for engine, found in runs.items():
                    if found and (found[-1].failed or found[-1].wall > _LONG):
                        continue
                    run = once(engine, source, Path(folder) / "out.pdf", seconds=seconds, memory=12_000)
                    found.append(run)
                    print(f"{engine}, {size:,} rows: {run.failed or f'{run.cpu:.2f} s'}", file=sys.stderr)
            results |= {(engine, size): middle(found) for engine, found in runs.items()}
            results |= {(engine, size): run for engine, run in hopeless.items()}
    return results


def _hopeless(
    results: dict[tuple[str, int], Run], engine: str, done: list[int], size: int, seconds: float
) -> Run | None:
    """What to say of a size that is not begun; None where it may stay within the limit."""
    if not done:
        return None
    last = results[engine, done[-1]]
    if last.failed:
        known = "not installed" if last.failed == "not installed" else f"not begun, after {done[-1]:,}"
        return Run(failed=known, over=last.over)
    if len(done) < 2:
        return None
    earlier = results[engine, done[-2]]
    each = (last.wall - earlier.wall) / (done[-1] - done[-2])
    least = last.wall + each * (size - done[-1])
    return Run(failed=f"not begun: some {least:,.0f} s", over=seconds) if least > seconds else None


def page(
    results: dict[tuple[str, int], Run], engines: list[str], sizes: list[int], repeat: int, seconds: float
) -> str:
    """The part of docs/bench.md that a run writes."""
    runs = (
        "one run each"
        if repeat == 1
        else f"medians of {repeat} runs, of one where it takes over {_LONG:.0f} s"
    )
    versions = ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    machine = f"{processor()}, {os.cpu_count()} cores, {_memory()} GB, {platform.system()}"
    said = (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine}, Python {platform.python_version()}; "
        f"{versions}. "
        "CPU seconds with the children's, ratio to `collectif`, peak memory of the largest process, size; "
        f"{runs}, at most {seconds:.0f} s each; load of the machine at the end {load()}."
    )
    figures = report.table(results, engines, sizes)
    growth = report.growth(results, engines, sizes)
    return "\n".join([said, "", figures, "", growth, "", "![CPU seconds over rows](bench.svg)"])


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)


if __name__ == "__main__":
    main()
