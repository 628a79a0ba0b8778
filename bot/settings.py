"""Every setting of the house, read once at the door and then frozen."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

PREFIX = "POVEZANI_"
REHEARSAL_RESIDENT_TOKEN = "1001:rehearsal-resident"  # noqa: S105 - opens nothing but the stand-in
REHEARSAL_COORDINATOR_TOKEN = "1002:rehearsal-coordinator"  # noqa: S105 - as above

_DRIVERS = {
    "sqlite://": "sqlite+aiosqlite://",
    "postgresql://": "postgresql+psycopg://",
    "postgres://": "postgresql+psycopg://",
}
"""Addresses as people write them, with the async driver we use."""


class SettingsRefused(Exception):
    """A setting is missing or wrong; the message names it in one line."""


class SecretFiles(PydanticBaseSettingsSource):
    """Reads ``POVEZANI_X_FILE`` for a secret ``POVEZANI_X``, as container secrets are given."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """The content of the file that ``POVEZANI_<FIELD>_FILE`` names, less its last newline."""
        if field.annotation not in (SecretStr, SecretStr | None):
            return None, field_name, False
        path = os.environ.get(f"{PREFIX}{field_name.upper()}_FILE")
        value = Path(path).read_text(encoding="utf-8").rstrip("\n") if path else None
        return value, field_name, False

    def __call__(self) -> dict[str, Any]:
        """All secrets that stand in files."""
        found = {
            name: self.get_field_value(field, name)[0]
            for name, field in self.settings_cls.model_fields.items()
        }
        return {name: value for name, value in found.items() if value is not None}


class Settings(BaseSettings):
    """The settings; ``.env.example`` lists each with its default, and a test keeps that true."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", frozen=True, extra="forbid", env_ignore_empty=True
    )

    environment: Literal["development", "production"] = "development"
    """Production refuses defaults that are only fit for a first run."""
    var: Path = Path("var")
    """Folder of everything that is written: database, model, logs, key."""
    database_url: str = ""
    """SQLAlchemy address; empty means SQLite under ``var``."""
    key_file: Path | None = None
    """File with the key of chat ids and raw updates; empty means ``var/secret/key``."""

    resident_token: SecretStr | None = None
    """Token of the residents' bot; without it the rehearsal Telegram is used."""
    coordinator_token: SecretStr | None = None
    """Token of the staff's bot."""
    telegram_url: str = ""
    """Bot API address; empty means Telegram's own, or the rehearsal without a token."""

    host: str = "127.0.0.1"
    """Address on which the desk listens; the rehearsal and Rasa always stay on loopback here."""
    desk_port: int = Field(default=8080, ge=1, le=65535)
    rehearsal_port: int = Field(default=8081, ge=1, le=65535)
    rasa_port: int = Field(default=5005, ge=1, le=65535)
    rasa_url: str = ""
    """Address of Rasa; empty means loopback and ``rasa_port``."""
    rasa_token: SecretStr | None = None
    """Shared secret of the house and Rasa; without it one is made under ``var/secret``."""
    rasa_seconds: float = Field(default=8.0, gt=0)
    """How long a turn may take before a person is asked."""
    public_url: str = ""
    """Address under which staff reach the desk; https turns on secure cookies."""

    session_minutes: int = Field(default=60, ge=1)
    """After this silence an unfinished report becomes a draft for staff."""
    sends_per_second: float = Field(default=20.0, gt=0, le=30)
    """Outreach's share of Telegram's 30 messages a second (Bots FAQ)."""
    keep_questions_days: int = Field(default=365, ge=1)
    """Answered questions are removed after this time."""
    keep_replies_days: int = Field(default=1095, ge=1)
    """Survey replies and reports are removed after this time."""
    staff_hours: str = "Mon-Fri 08:00-15:00"
    """When staff answer; told to residents who wait for a person."""
    time_zone: str = "Europe/Ljubljana"
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"

    @field_validator("staff_hours")
    @classmethod
    def _hours(cls, value: str) -> str:
        from bot.hours import StaffHours

        StaffHours.read(value)
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - pydantic's signature
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Arguments before environment before secret files before ``.env``."""
        return init_settings, env_settings, SecretFiles(settings_cls), dotenv_settings

    @property
    def rehearsing(self) -> bool:
        """Whether the stand-in Telegram is used: no token was given."""
        return self.resident_token is None

    @property
    def store_url(self) -> str:
        """SQLAlchemy address of the challenge database, with its async driver."""
        url = self.database_url or f"sqlite:///{self.var.absolute() / 'povezani.db'}"
        for plain, driven in _DRIVERS.items():
            if url.startswith(plain):
                return driven + url.removeprefix(plain)
        return url

    @property
    def bot_api(self) -> str:
        """Base address of the Bot API."""
        if self.telegram_url:
            return self.telegram_url.rstrip("/")
        if self.rehearsing:
            return f"http://127.0.0.1:{self.rehearsal_port}"
        return "https://api.telegram.org"

    @property
    def rasa(self) -> str:
        """Base address of Rasa."""
        return self.rasa_url.rstrip("/") or f"http://127.0.0.1:{self.rasa_port}"

    @property
    def desk_url(self) -> str:
        """Address of the desk as staff type it."""
        return self.public_url.rstrip("/") or f"http://127.0.0.1:{self.desk_port}"

    @property
    def resident_bot_token(self) -> str:
        """Token of the residents' bot, the rehearsal's without a real one."""
        token = self.resident_token
        return token.get_secret_value() if token else REHEARSAL_RESIDENT_TOKEN

    @property
    def coordinator_bot_token(self) -> str | None:
        """Token of the staff's bot; None when a real town has not set one."""
        if self.coordinator_token:
            return self.coordinator_token.get_secret_value()
        return REHEARSAL_COORDINATOR_TOKEN if self.rehearsing else None

    @property
    def key_path(self) -> Path:
        """Where the key of what is encrypted stands."""
        return self.key_file or self.var / "secret" / "key"


def read_settings(**given: Any) -> Settings:
    """Read the settings, arguments first.

    Raises:
        SettingsRefused: a value is missing, misspelt or wrong; one line says which.
    """
    try:
        settings = Settings(**given)
    except ValidationError as error:
        first: Mapping[str, Any] = error.errors(include_url=False, include_input=False)[0]
        name = PREFIX + "_".join(str(part) for part in first["loc"]).upper()
        raise SettingsRefused(f"{name.replace(PREFIX * 2, PREFIX)}: {first['msg']}") from None
    except OSError as error:
        raise SettingsRefused(f"a secret's file cannot be read: {error}") from None
    if settings.environment == "production":
        if settings.rehearsing:
            raise SettingsRefused(f"{PREFIX}RESIDENT_TOKEN is needed in production")
        if settings.key_file is None or _inside(settings.key_file, settings.var):
            raise SettingsRefused(
                f"{PREFIX}KEY_FILE must name a file outside the data folder in production"
            )
    return settings


def _inside(path: Path, folder: Path) -> bool:
    return path.resolve().is_relative_to(folder.resolve())
