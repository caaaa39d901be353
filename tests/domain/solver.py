"""A small exact solver of integer equations: what a reader of published figures can make out.

Every equation is `sum of variables = sum of variables`, every variable has a least and a greatest value.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Bounds = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class Equation:
    """The variables on the left add up to those on the right."""

    left: tuple[str, ...]
    right: tuple[str, ...]

    def narrowed(self, bounds: dict[str, tuple[int, int]]) -> set[str] | None:
        """Narrow the variables to what the others leave them; None when nothing is left, else which."""
        changed = set()
        for this, other in ((self.left, self.right), (self.right, self.left)):
            least = sum(bounds[v][0] for v in other) - sum(bounds[v][1] for v in this)
            most = sum(bounds[v][1] for v in other) - sum(bounds[v][0] for v in this)
            for v in this:
                low, high = bounds[v]
                new = (max(low, least + high), min(high, most + low))
                if new[0] > new[1]:
                    return None
                if new != (low, high):
                    changed.add(v)
                    least, most = least + high - new[1], most + low - new[0]
                    bounds[v] = new
        return changed


class System:
    """Equations over bounded variables."""

    def __init__(self, bounds: Bounds, equations: Sequence[Equation]) -> None:
        self.bounds, self.equations = bounds, equations
        uses = Counter(v for e in equations for v in (*e.left, *e.right))
        # A sum whose open variables stand in it alone can be met anywhere between its bounds: only those
        # that tie two equations together need trying.
        self._ties = [v for v, count in uses.items() if count > 1]
        self._with = {v: [e for e in equations if v in e.left or v in e.right] for v in uses}

    def possible(self, fixed: Mapping[str, tuple[int, int]]) -> bool:
        """Whether there is a solution with these variables inside narrower bounds."""
        return self._solve({**self.bounds, **fixed}, list(self.equations))

    def _solve(self, bounds: dict[str, tuple[int, int]], due: list[Equation]) -> bool:
        while due:
            narrowed = due.pop().narrowed(bounds)
            if narrowed is None:
                return False
            due += [e for v in narrowed for e in self._with[v] if e not in due]
        v = next((v for v in self._ties if bounds[v][0] < bounds[v][1]), None)
        if v is None:
            return True
        low, high = bounds[v]
        return any(self._solve({**bounds, v: (n, n)}, list(self._with[v])) for n in range(low, high + 1))
