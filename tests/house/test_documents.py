"""The documents say what is so: maps, commands, terms, settings."""

import re
import tomllib
from datetime import date

import pytest
from pydantic_settings import DotEnvSettingsSource
from tree import PACKAGES, ROOT, commands_in, files, povezani, text

from bot.settings import PREFIX, Settings

DOCUMENTS = ("README.md", "CONTRIBUTING.md")


def typed() -> list[str]:
    """Every command of every document, once."""
    return sorted({line for name in DOCUMENTS for line in commands_in(text(name))})


def test_every_path_of_the_maps_exists() -> None:
    for name in DOCUMENTS:
        paths = re.findall(r"^\| `([^` ]+)` \|", text(name), flags=re.MULTILINE)
        missing = [path for path in paths if not (ROOT / path).exists()]
        assert missing == [], name
    assert len(re.findall(r"^\| `[^` ]+/` \|", text("README.md"), flags=re.MULTILINE)) >= 7


def test_every_folder_stands_in_the_map() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in files() if path.parent != ROOT}
    readme = text("README.md")
    assert [name for name in sorted(folders) if f"`{name}/" not in readme] == [".ci"]


@pytest.mark.parametrize("name", [*DOCUMENTS, "GLOSSARY.md", "CHANGELOG.md"])
def test_every_link_leads_somewhere(name: str) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", text(name))
    here = [target for target in targets if not target.startswith("https://")]
    assert [target for target in here if not (ROOT / target).exists()] == []


@pytest.mark.parametrize("line", [line for line in typed() if line.startswith("povezani ")])
def test_every_command_of_the_documents_exists(line: str) -> None:
    words = line.split()[1:]
    names = [word for word in words if re.fullmatch(r"[a-z]+", word)][:2]
    asked = povezani(*names[: 2 if names and names[0] in GROUPS else 1], "--help")
    assert asked.returncode == 0, asked.stderr
    for option in [word for word in words if word.startswith("--")]:
        assert option.split("=")[0] in asked.stdout, option


GROUPS = ("faq", "survey", "staff", "plan", "db", "resident", "run")


def test_every_make_target_of_the_documents_exists() -> None:
    targets = re.findall(r"^([a-z-]+):", text("Makefile"), flags=re.MULTILINE)
    asked = {line.split()[1] for line in typed() if line.startswith("make ")}
    assert asked - set(targets) == set()
    assert {"up", "test"} <= asked


def test_each_make_target_is_one_line() -> None:
    for target in ("up", "test", "check", "train", "evaluate", "bench"):
        assert re.search(rf"^{target}: .*; @exec \S", text("Makefile"), flags=re.MULTILINE), target


def test_every_setting_is_documented_with_its_default() -> None:
    example = text(".env.example")
    documented = re.findall(r"^([A-Z_]+)=", example, flags=re.MULTILINE)
    assert sorted(documented) == sorted(PREFIX + name.upper() for name in Settings.model_fields)
    described = Settings(_env_file=ROOT / ".env.example")  # type: ignore[call-arg]  # pydantic's own argument
    given = DotEnvSettingsSource(Settings, env_file=ROOT / ".env.example")()
    assert given, "the example is read"
    defaults = {name: field.default for name, field in Settings.model_fields.items()}
    differs = {
        name: getattr(described, name)
        for name in defaults
        if name != "var" and getattr(described, name) != defaults[name]
    }
    assert differs == {}


def test_every_setting_is_used() -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in files("bot", suffix=".py"))
    shown = [
        name
        for name in Settings.model_fields
        if not re.search(rf"(?:settings|self)\.{name}\b", code)
    ]
    assert shown == []


def test_code_follows_the_glossary() -> None:
    rows = re.findall(r"^\| \*\*(.+?)\*\* \| .+ \| (.+?) \|$", text("GLOSSARY.md"), re.MULTILINE)
    assert len(rows) >= 20
    code = "\n".join(
        path.read_text(encoding="utf-8") for path in files(*PACKAGES, "nlu", suffix=".py")
    )
    for term, names in rows:
        found = re.findall(r"`([^`]+)`", names)
        assert found, term
        unused = [name for name in found if not re.search(rf"\b{re.escape(name)}\b", code)]
        assert unused == [], term


def test_the_changelog_begins_with_this_version() -> None:
    version = tomllib.loads(text("pyproject.toml"))["project"]["version"]
    first = re.search(r"^## (\S+) · (\S+)$", text("CHANGELOG.md"), flags=re.MULTILINE)
    assert first is not None
    assert first[1] == version
    date.fromisoformat(first[2])
