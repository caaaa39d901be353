"""Each pack is played once; the tests that read what was left stay on one worker (`tests.spread`)."""

import pytest

from tests.demo.playing import INVENTED, SHIPPED, Run, play


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """The shipped case, played for a script."""
    return play(tmp_path_factory, SHIPPED, "--once", "--json")


@pytest.fixture(scope="session")
def invented(tmp_path_factory: pytest.TempPathFactory) -> Run:
    """An invented case of another country, played for a person without a terminal."""
    return play(tmp_path_factory, INVENTED, "--pack", str(INVENTED))


@pytest.fixture(params=["shipped", "invented"])
def run(request: pytest.FixtureRequest) -> Run:
    """Each of the two."""
    found: Run = request.getfixturevalue(request.param)
    assert found.done.returncode == 0, found.done.stderr[-3000:]
    return found
