"""The figures as a table (Markdown) and as a plot (SVG), both written into docs/."""

from collections.abc import Iterator, Mapping
from html import escape
from math import log10

from bench.annex.measure import Run

Results = Mapping[tuple[str, int], Run]
_COLOURS = ("#1f3354", "#2f6db3", "#4f9d69", "#b8860b", "#c0504d", "#7d3c98", "#5b6470", "#d35400")
_LEFT, _TOP, _WIDE, _TALL = 60, 20, 460, 300


def table(results: Results, engines: list[str], sizes: list[int]) -> str:
    """CPU seconds, peak memory and file size, and the ratio to ours at the same size."""
    head = ["engine", *(f"{size:,} rows" for size in sizes)]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for engine in engines:
        cells = [_cell(results, engine, size) for size in sizes]
        lines.append("| " + " | ".join([f"`{engine}`", *cells]) + " |")
    return "\n".join(lines)


def _cell(results: Results, engine: str, size: int) -> str:
    run, ours = results.get((engine, size)), results[("collectif", size)]
    if run is None:
        return "not tried"
    if run.failed:
        at_least = f" (over ×{run.over / ours.wall:.0f})" if run.over and ours.wall else ""
        return f"{run.failed}{at_least}"
    ratio = "" if engine == "collectif" or not ours.cpu else f" (×{run.cpu / ours.cpu:.1f})"
    return f"{run.cpu:.2f} s{ratio}, {run.memory} MB, {run.size / 1e6:.2f} MB"


def growth(results: Results, engines: list[str], sizes: list[int]) -> str:
    """What a thousand rows more take at each size, beyond what the smallest size takes: level is linear."""
    if len(sizes) < 2:
        return ""
    first = sizes[0]
    head = ["per 1,000 rows beyond the first size", *(f"to {size:,}" for size in sizes[1:])]
    lines = ["| " + " | ".join(head) + " |", "|---" * len(head) + "|"]
    for engine in engines:
        start, cells = results[engine, first], []
        for size in sizes[1:]:
            run, thousands = results[engine, size], (size - first) / 1000
            cells.append(
                "–"
                if start.failed or run.failed
                else f"{1000 * (run.cpu - start.cpu) / thousands:.1f} ms,"
                f" {(run.memory - start.memory) / thousands:+.2f} MB"
            )
        lines.append("| " + " | ".join([f"`{engine}`", *cells]) + " |")
    return "\n".join(lines)


def plot(results: Results, engines: list[str], sizes: list[int]) -> str:
    """CPU seconds over rows, both axes logarithmic: a straight rise of one step a decade is linear growth."""
    drawn = {
        engine: [(s, r.cpu) for s in sizes if (r := results.get((engine, s))) and not r.failed]
        for engine in engines
    }
    times = [cpu for points in drawn.values() for _, cpu in points]
    low, high = log10(min(times)) - 0.1, log10(max(times)) + 0.1
    left, right = log10(sizes[0]), max(log10(sizes[-1]), log10(sizes[0]) + 1)

    def at(size: float, cpu: float) -> tuple[float, float]:
        x = _LEFT + _WIDE * (log10(size) - left) / (right - left)
        return x, _TOP + _TALL * (high - log10(cpu)) / (high - low)

    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_LEFT + _WIDE + 190} {_TOP + _TALL + 50}" '
        'font-family="sans-serif" font-size="12" role="img">',
        "<title>CPU seconds over the number of rows, by engine</title>",
        '<rect width="100%" height="100%" fill="white"/>',
        f'<rect x="{_LEFT}" y="{_TOP}" width="{_WIDE}" height="{_TALL}" fill="none" stroke="#c3c9d1"/>',
        *_axes(at, sizes, low, high),
    ]
    for place, (engine, points) in enumerate(drawn.items()):
        colour = _COLOURS[place % len(_COLOURS)]
        line = " ".join(f"{x:.1f},{y:.1f}" for x, y in (at(*point) for point in points))
        parts.append(f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>')
        parts += [
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in (at(*p) for p in points)
        ]
        y = _TOP + 14 + 18 * place
        parts.append(f'<rect x="{_LEFT + _WIDE + 12}" y="{y - 9}" width="10" height="10" fill="{colour}"/>')
        parts.append(f'<text x="{_LEFT + _WIDE + 28}" y="{y}">{escape(engine)}</text>')
    return "\n".join([*parts, "</svg>", ""])


def _axes(at: object, sizes: list[int], low: float, high: float) -> Iterator[str]:
    assert callable(at)
    foot = _TOP + _TALL
    for size in sizes:
        x, _ = at(size, 1)
        yield f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{foot}" stroke="#eef1f5"/>'
        yield f'<text x="{x:.1f}" y="{foot + 18}" text-anchor="middle">{size:,}</text>'
    for power in range(-1, 4):
        if low <= power <= high:
            _, y = at(sizes[0], 10.0**power)
            yield f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_LEFT + _WIDE}" y2="{y:.1f}" stroke="#eef1f5"/>'
            yield f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{10.0**power:g} s</text>'
    yield f'<text x="{_LEFT + _WIDE / 2}" y="{foot + 40}" text-anchor="middle">rows</text>'
