"""How tests are spread over workers: what is dear to set up stays on one worker, all else goes anywhere.

The scheduler that xdist brings for its group marks does not see them under pytest 9.2 (pytest-xdist issue
1386, open in 2026-11), and says nothing; this one goes by the path of the test.
"""

from xdist.scheduler import LoadScopeScheduling

# Tests under the path on the left share what the worker of that name has set up once.
_TOGETHER = {
    "tests/demo/": "a played demonstration",
    "tests/web/test_chromium.py": "a browser",
    "tests/desk/test_browser.py": "a browser",
}


class Spread(LoadScopeScheduling):
    """Hands out single tests, and those that belong together as one."""

    def _split_scope(self, nodeid: str) -> str:
        together = next((name for path, name in _TOGETHER.items() if nodeid.startswith(path)), None)
        return together or nodeid
