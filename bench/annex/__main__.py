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

DOCS = Path(__file__).parents[2] / "docs"
_BEGIN, _END = "<!-- figures: written by make bench -->", "<!-- end of figures -->"
_PACKAGES = ("reportlab", "rl_accel", "typst", "fpdf2", "weasyprint")


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="make bench ARGS=…", description=__doc__)
    parser.add_argument(
        "--quick", action="store_true", help="1,000 and 10,000 rows, once each: a minute or two"
    )
    parser.add_argument("--rows", type=int, nargs="+", help="sizes of your own")
    parser.add_argument("--repeat", type=int, help="runs of each; the median counts")
    parser.add_argument("--seconds", type=float, help="limit of one run")
    parser.add_argument("--engines", nargs="+", choices=ENGINES, default=list(ENGINES))
    parser.add_argument("--print", action="store_true", help="print the table, write nothing")
    asked = parser.parse_args()
    sizes = asked.rows or ([1_000, 10_000] if asked.quick else [1_000, 10_000, 100_000, 500_000])
    repeat = asked.repeat or (1 if asked.quick else 3)
    seconds = asked.seconds or (60 if asked.quick else 600)
    engines = ["collectif", *(e for e in asked.engines if e != "collectif")]
    results = measure(engines, sorted(sizes), repeat, seconds)
    text = page(results, engines, sorted(sizes), repeat, seconds)
    if asked.print:
        print(text)
        return
    _put(text)
    (DOCS / "bench.svg").write_text(report.plot(results, engines, sorted(sizes)), "utf-8")


def measure(engines: list[str], sizes: list[int], repeat: int, seconds: float) -> dict[tuple[str, int], Run]:
    """Every engine at every size, in turn within each round, so that a slow minute falls on all alike."""
    results: dict[tuple[str, int], Run] = {}
    failed: set[str] = set()
    with tempfile.TemporaryDirectory() as folder:
        for size in sizes:
            source = Path(folder) / f"rows-{size}.tsv"
            write(source, size)
            runs: dict[str, list[Run]] = {engine: [] for engine in engines if engine not in failed}
            for _ in range(repeat):
                for engine, found in runs.items():
                    if found and found[-1].failed:
                        continue
                    run = once(engine, source, Path(folder) / "out.pdf", seconds=seconds, memory=12_000)
                    found.append(run)
                    print(f"{engine}, {size:,} rows: {run.failed or f'{run.cpu:.2f} s'}", file=sys.stderr)
            results |= {(engine, size): middle(found) for engine, found in runs.items()}
            # What does not get through a size is not tried on a larger one.
            failed |= {engine for engine, found in runs.items() if found[-1].failed}
    return results


def page(
    results: dict[tuple[str, int], Run], engines: list[str], sizes: list[int], repeat: int, seconds: float
) -> str:
    """The part of docs/bench.md that a run writes."""
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    runs = "one run each" if repeat == 1 else f"medians of {repeat} runs"
    versions = ", ".join(f"{name} {_version(name)}" for name in _PACKAGES)
    machine = f"{_processor()}, {os.cpu_count()} cores, {_memory()} GB, {platform.system()}"
    said = (
        f"Measured {datetime.now(UTC):%Y-%m-%d} on {machine}, Python {platform.python_version()}; "
        f"{versions}. "
        "CPU seconds with the children's, ratio to `collectif`, peak memory of the largest process, size; "
        f"{runs}, at most {seconds:.0f} s each; load of the machine at the end {load}."
    )
    figures = report.table(results, engines, sizes)
    return "\n".join([said, "", figures, "", "![CPU seconds over rows](bench.svg)"])


def _put(text: str) -> None:
    path = DOCS / "bench.md"
    before, _, rest = path.read_text("utf-8").partition(_BEGIN)
    _, _, after = rest.partition(_END)
    path.write_text(f"{before}{_BEGIN}\n{text}\n{_END}{after}", "utf-8")


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "not installed"


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
        return next(line.split(": ", 1)[1] for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.machine()


def _memory() -> int:
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9)


if __name__ == "__main__":
    main()
