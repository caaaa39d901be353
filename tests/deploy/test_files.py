"""The Compose file, the Caddyfile and the unit of systemd: hardened, and true to the program's settings."""

import ipaddress
import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.settings import PREFIX, Settings
from bot.settings_file import load

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text("utf-8"))
CADDY = (DEPLOY / "Caddyfile").read_text("utf-8")
UNIT = (DEPLOY / "collectif.service").read_text("utf-8")
# What Compose and Caddy read besides the program's own settings.
DOMAIN = "COLLECTIF_DOMAIN"


def test_every_setting_they_name_exists() -> None:
    """No file names a setting that the program does not have."""
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields} | {DOMAIN}
    named = {
        name
        for path in (*DEPLOY.iterdir(), ROOT / "docs" / "deploy.md")
        for name in re.findall(r"COLLECTIF_[A-Z_]+", path.read_text("utf-8"))
    }

    assert named - known == set()


def test_the_settings_of_the_compose_file_are_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The environment that it gives the bot, filled in as the guide says, makes valid settings."""
    filled = {"COLLECTIF_DOMAIN": "page.example.org", "COLLECTIF_ALLOWED_SERVERS": "123456789012345678"}
    for name, value in COMPOSE["services"]["collectif"]["environment"].items():
        known = re.sub(r"\$\{(\w+):\?[^}]*\}", lambda m: filled[m[1]], str(value))
        monkeypatch.setenv(name, re.sub(r"\$\{\w+:-([^}]*)\}", r"\1", known))

    settings = load(tmp_path / "none.env")

    assert settings.page_url == "https://page.example.org"
    assert settings.allowed_servers == (123456789012345678,)
    assert settings.data_dir == Path("/data")


def test_only_the_proxy_can_be_reached_and_only_it_is_believed() -> None:
    """The bot publishes no port; the address whose headers it believes is the proxy's, in their network."""
    bot, caddy = COMPOSE["services"]["collectif"], COMPOSE["services"]["caddy"]
    (network,) = COMPOSE["networks"]["front"]["ipam"]["config"]
    address = caddy["networks"]["front"]["ipv4_address"]

    assert "ports" not in bot
    assert caddy["ports"] == ["80:80", "443:443"]
    assert bot["environment"]["COLLECTIF_TRUSTED_PROXIES"] == address
    assert ipaddress.ip_address(address) in ipaddress.ip_network(network["subnet"])
    port = bot["environment"]["COLLECTIF_PAGE_LISTEN"].rpartition(":")[2]
    assert f"reverse_proxy collectif:{port}" in CADDY


def test_both_containers_can_do_little() -> None:
    """Read-only, without capabilities, no new privileges; the token comes as a secret, not a variable."""
    for service in COMPOSE["services"].values():
        assert service["read_only"] is True
        assert service["cap_drop"] == ["ALL"]
        assert "no-new-privileges:true" in service["security_opt"]
    bot = COMPOSE["services"]["collectif"]
    assert "cap_add" not in bot
    assert bot["ulimits"] == {"core": 0}
    assert [
        name for name in bot["environment"] if name.endswith(("_TOKEN", "_URL_FILE", "DATABASE_URL"))
    ] == []
    assert {volume.partition(":")[0] for volume in bot["volumes"]} <= set(COMPOSE["volumes"])


def test_the_proxy_keeps_no_log_of_links() -> None:
    """Caddy's access log is thrown away: one-time links stand in paths."""
    assert re.search(r"log \{\s*output discard\s*\}", CADDY)


@pytest.mark.needs("systemd-analyze")
def test_the_unit_is_one_that_systemd_takes(tmp_path: Path) -> None:
    """`systemd-analyze verify` finds nothing wrong, and rates its exposure as small."""
    unit = tmp_path / "collectif.service"
    unit.write_text(UNIT.replace("/opt/collectif/.venv/bin/collectif", "/bin/true"), "utf-8")

    checked = subprocess.run(
        ["systemd-analyze", "verify", unit], capture_output=True, text=True, timeout=60, check=False
    )
    rated = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", "--threshold=20", unit],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert (checked.returncode, checked.stderr) == (0, "")
    # The threshold is in tenths of systemd's scale from 0 to 10: 2.0.
    assert rated.returncode == 0, rated.stdout[-400:]


def test_the_unit_lets_children_give_up_their_rights() -> None:
    """The call by which every child confines itself (setrlimit) stays allowed; mistakes are not repeated."""
    assert not re.search(r"^SystemCallFilter=.*@resources", UNIT, re.MULTILINE)
    assert "RestartPreventExitStatus=2 3 4 5 6 7" in UNIT
    assert re.search(r"^LimitCORE=0$", UNIT, re.MULTILINE)
