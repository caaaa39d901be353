"""Every setting of the bot: checked, passed down; `bot.settings_file` reads them, once.

`.env.example` is written from the descriptions below (`bot.cli.env_file`) and a test compares the two.
"""

import ipaddress
import re
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, NoDecode, PydanticBaseSettingsSource, SettingsConfigDict

PREFIX = "COLLECTIF_"

# Discord ids are snowflakes: 17 digits since 2015, at most 20 in 64 bits.
_SNOWFLAKE = re.compile(r"[0-9]{17,20}")

# A public age key for X25519: Bech32 of 32 bytes (age-encryption.org/v1).
_AGE_KEY = re.compile(r"age1[02-9ac-hj-np-z]{58}")


class SettingsError(Exception):
    """A setting is missing, wrong or misspelt. The text has one line a problem and never a value."""


class MissingTokenError(SettingsError):
    """`run` needs a Discord token and there is none."""


class Settings(BaseSettings):
    """What an operator can choose, all with defaults.

    Built directly, it takes the given values only; `bot.settings_file` reads the file and the environment.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, extra="forbid", frozen=True, hide_input_in_errors=True
    )

    data_dir: Path = Field(
        default=Path("data"),
        description="Folder of the database and, unless told otherwise, of the root key.",
    )
    database_url: SecretStr = Field(
        default=SecretStr(""),
        description="Database. Empty: SQLite in the data folder. Or postgresql://user:password@host/name.",
    )
    root_key_file: Path | None = Field(
        default=None,
        description="File of the root key, made by `collectif init`. Empty: root.key in the data folder.",
    )
    previous_root_key_files: Annotated[tuple[Path, ...], NoDecode] = Field(
        default=(),
        description="Root key files of before a change, separated by commas: for a copy of then.",
    )
    discord_token_file: Path | None = Field(
        default=None,
        description="File that holds the bot's Discord token and nothing else. Better than the next one.",
    )
    discord_token: SecretStr = Field(
        default=SecretStr(""),
        description="The bot's Discord token itself. Other programs of your user may see it there.",
    )
    allowed_servers: Annotated[tuple[int, ...], NoDecode] = Field(
        default=(),
        description="Ids of the Discord servers that may run a case, separated by commas. Empty: none.",
    )
    packs_dir: Path | None = Field(
        default=None,
        description="Folder with packs of your own (*.toml) besides those that come with Collectif.",
    )
    wording_dir: Path | None = Field(
        default=None,
        description="Folder with wording of your own that replaces shipped letter texts (docs/wording.md).",
    )
    page_url: str = Field(
        default="",
        description="Public address of the sealed page, such as https://page.example.org. Empty: no page.",
    )
    page_listen: str = Field(
        default="127.0.0.1:8787",
        description="Address and port at which the page waits for the reverse proxy in front of it.",
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        default=("127.0.0.1", "::1"),
        description="Addresses or networks of that proxy. Nobody else's X-Forwarded headers are believed.",
    )
    backup_days: int = Field(
        default=90,
        ge=1,
        le=3650,
        description="For how many days you keep backups of the database. Members are told this number.",
    )
    key_backup_days: int = Field(
        default=7,
        ge=1,
        le=3650,
        description="The same for shred-keys.db: erasing is complete once these backups are gone.",
    )
    health_listen: str = Field(
        default="",
        description="Loopback address for /health and /metrics, such as 127.0.0.1:8788. Empty: none.",
    )
    backup_dir: Path | None = Field(
        default=None,
        description="Folder for backups of the database, best on another disk. Empty: none are made.",
    )
    key_backup_dir: Path | None = Field(
        default=None,
        description="Another folder, for backups of shred-keys.db: kept apart, they can be deleted sooner.",
    )
    backup_recipients: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Public age keys (age1...) that open backups, separated by commas. None kept here.",
    )
    backup_hours: int = Field(
        default=24,
        ge=1,
        le=720,
        description="After how many hours the bot makes the next backup.",
    )
    time_zone: str = Field(
        default="Europe/Paris",
        description="Time zone that decides which day a letter or an entry is dated.",
    )
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = Field(
        default="INFO",
        description="How much the log tells: DEBUG, INFO, WARNING, ERROR. None writes what people typed.",
    )
    log_format: Literal["text", "json"] = Field(
        default="text",
        description="Form of the log lines: text or json.",
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Take given values only: a demonstration must not find an operator's database by surprise."""
        return (init_settings,)

    @field_validator("allowed_servers", mode="before")
    @classmethod
    def _split_ids(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part for part in re.split(r"[,\s]+", value) if part]
        if not all(_SNOWFLAKE.fullmatch(part) for part in parts):
            raise ValueError("write the servers' ids (17 to 20 digits each), separated by commas")
        return tuple(int(part) for part in parts)

    @field_validator("previous_root_key_files", mode="before")
    @classmethod
    def _split_files(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = [part.strip() for part in value.split(",")]
        if not all(parts) or len(set(parts)) != len(parts):
            raise ValueError("write the files' paths separated by commas, each once")
        return tuple(Path(part) for part in parts)

    @field_validator("packs_dir", "wording_dir")
    @classmethod
    def _existing_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError("there is no such folder")
        return value

    @field_validator("page_url")
    @classmethod
    def _public_name(cls, value: str) -> str:
        try:
            parts = urlsplit(value)
            port = parts.port
        except ValueError:
            raise ValueError("write the page's public address, such as https://page.example.org") from None
        if not value:
            return value
        bare = parts.hostname and not (
            parts.path.strip("/") or parts.query or parts.fragment or parts.username
        )
        if parts.scheme not in ("https", "http") or not bare or port == 0:
            raise ValueError("write the page's public address and no path: https://page.example.org")
        if parts.scheme == "http" and not is_loopback(parts.hostname or ""):
            raise ValueError("plain http is for this machine alone; write https:// and the public name")
        return value.rstrip("/").lower()

    @field_validator("page_listen")
    @classmethod
    def _address_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if not host or not port.isascii() or not port.isdigit() or int(port) > 65535:
            raise ValueError("write an address and a port, such as 127.0.0.1:8787")
        return value

    @field_validator("health_listen")
    @classmethod
    def _loopback_and_port(cls, value: str) -> str:
        host, _, port = value.rpartition(":")
        if value and not (is_loopback(host.strip("[]")) and port.isascii() and port.isdigit()):
            raise ValueError("write a loopback address and a port, such as 127.0.0.1:8788")
        return value

    @field_validator("trusted_proxies", mode="before")
    @classmethod
    def _split_networks(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        parts = tuple(part for part in re.split(r"[,\s]+", value) if part)
        for part in parts:
            try:
                ipaddress.ip_network(part)
            except ValueError:
                raise ValueError(
                    "write addresses or networks separated by commas, such as 10.0.0.2, 10.0.1.0/24"
                ) from None
        return parts

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ValueError, KeyError, OSError) as error:  # not found is a KeyError
            raise ValueError("this time zone is not known here; write one such as Europe/Paris") from error
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: SecretStr) -> SecretStr:
        url = value.get_secret_value()
        if url and not url.startswith(("sqlite:///", "postgresql://")):
            raise ValueError("write sqlite:///path or postgresql://user:password@host/name")
        return value

    @field_validator("backup_recipients", mode="before")
    @classmethod
    def _split_recipients(cls, value: object) -> object:
        parts = (
            tuple(part for part in re.split(r"[,\s]+", value) if part) if isinstance(value, str) else value
        )
        if not isinstance(parts, tuple) or not all(_AGE_KEY.fullmatch(str(part)) for part in parts):
            raise ValueError("write public age keys (age1...), separated by commas")
        return parts

    @model_validator(mode="after")
    def _whole_backups(self) -> Self:
        given = (self.backup_dir, self.key_backup_dir, self.backup_recipients or None)
        if any(given) and not all(given):
            names = ", ".join(f"{PREFIX}{n}" for n in ("BACKUP_DIR", "KEY_BACKUP_DIR", "BACKUP_RECIPIENTS"))
            raise ValueError(f"backups need all of {names}")
        if self.backup_dir is not None and self.backup_dir == self.key_backup_dir:
            raise ValueError(f"{PREFIX}BACKUP_DIR and {PREFIX}KEY_BACKUP_DIR are one folder: take two")
        return self

    @model_validator(mode="after")
    def _one_token(self) -> Self:
        if self.discord_token_file is not None and self.discord_token.get_secret_value():
            raise ValueError(f"{PREFIX}DISCORD_TOKEN and {PREFIX}DISCORD_TOKEN_FILE are both set: keep one")
        return self

    @property
    def database(self) -> str:
        """The URL to open; may hold a password, so it is neither logged nor shown."""
        return self.database_url.get_secret_value() or f"sqlite:///{self.data_dir / 'collectif.db'}"

    @property
    def root_key(self) -> Path:
        """The file of the root key."""
        return self.root_key_file or self.data_dir / "root.key"

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in which days are counted."""
        return ZoneInfo(self.time_zone)

    def token(self) -> SecretStr:
        """The Discord token, from its file or the setting; raises MissingTokenError."""
        token = self.discord_token.get_secret_value()
        if self.discord_token_file is not None:
            try:
                token = self.discord_token_file.read_text("ascii").strip()
            except (OSError, UnicodeDecodeError) as error:
                raise MissingTokenError(f"{PREFIX}DISCORD_TOKEN_FILE: the file cannot be read") from error
        if not token:
            raise MissingTokenError(
                f"no Discord token: write it into a file and name that file in {PREFIX}DISCORD_TOKEN_FILE"
            )
        if not re.fullmatch(r"[!-~]+", token):
            raise MissingTokenError(
                "the Discord token holds characters that no token has; give it alone, on one line"
            )
        return SecretStr(token)


def is_loopback(host: str) -> bool:
    """Whether the host name or address is this machine and nothing else."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
