"""What all requests of one running page share: its public address, its proxies, its services."""

import ipaddress
import secrets
from dataclasses import dataclass, field
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from aiohttp import web

from bot.services.registry import Services
from bot.web.parcels import Parcels
from bot.web.places import Places
from bot.web.turns import Gate

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


@dataclass(frozen=True)
class Address:
    """Where people reach the page, as their browsers name it."""

    url: str  # without a slash at the end

    @property
    def secure(self) -> bool:
        """Whether TLS stands in front; without it the page serves this machine only."""
        return self.url.startswith("https://")

    @property
    def host(self) -> str:
        """What the Host header must say."""
        return urlsplit(self.url).netloc


def networks(written: tuple[str, ...]) -> tuple[Network, ...]:
    """Return the proxies' networks; raises ValueError for what is none."""
    return tuple(ipaddress.ip_network(part) for part in written)


def within(peer: str | None, found: tuple[Network, ...]) -> bool:
    """Whether a connection's other end lies in one of the networks."""
    try:
        address = ipaddress.ip_address(peer or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any(address in network or (mapped and mapped in network) for network in found)


LOOPBACK = networks(("127.0.0.0/8", "::1/128"))


@dataclass
class Site:
    """One running page. What it keeps between requests is in memory and bounded."""

    services: Services
    address: Address
    proxies: tuple[Network, ...]
    zone: ZoneInfo
    # Registrations and receipt codes by invitation: the only doors that strangers can knock at.
    joining: Gate = field(default_factory=lambda: Gate(per_minute=60, at_once=30))
    entering: Gate = field(default_factory=lambda: Gate(per_minute=30, at_once=15))
    parcels: Parcels = field(default_factory=Parcels)
    places: Places = field(default_factory=Places)
    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))  # signs what a restart may forget

    def cookie(self, name: str) -> str:
        """Return the cookie's name; browsers take the strict prefix over TLS only."""
        return f"__Host-{name}" if self.address.secure else name


SITE = web.AppKey("site", Site)
