"""The compose file runs what `make up` runs, and keeps what must be apart apart."""

import re
from pathlib import PurePosixPath
from typing import Any

import pytest
import yaml
from tree import ROOT, povezani, text

from bot.commands.processes import procfile
from bot.settings import PREFIX, Settings

COMPOSE: dict[str, Any] = yaml.safe_load(text("docker/compose.yml"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
OURS = {name: service for name, service in SERVICES.items() if "build" in service}
DOCKERFILES = ("docker/house.Dockerfile", "docker/nlu.Dockerfile")


def commands() -> list[list[str]]:
    """Every command of ours: of services, of health checks and of the images."""
    found = [service["command"] for service in OURS.values()]
    found += [service["healthcheck"]["test"][1:] for service in OURS.values() if _checked(service)]
    for name in DOCKERFILES:
        found += [yaml.safe_load(line) for line in re.findall(r"CMD (\[.*\])", text(name))]
    return found


def _checked(service: dict[str, Any]) -> bool:
    return "test" in service.get("healthcheck", {})


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_each_command_is_one_of_the_house(command: list[str]) -> None:
    assert command[0] == "povezani"
    plain = [word for word in command[1:] if not word.startswith("-")]
    options = [word for word in command[1:] if word.startswith("-")]
    path = plain[:1] if plain[0] == "status" else plain[:2]
    asked = povezani(*path, "--help")
    assert asked.returncode == 0, asked.stderr
    assert all(option in asked.stdout for option in options)


def test_it_runs_the_processes_of_the_procfile() -> None:
    local = set(procfile(ROOT / "Procfile")) - {"rehearsal"}
    assert set(SERVICES) == local | {"migrate", "proxy"}
    for name in local:
        assert SERVICES[name]["command"][:3] == ["povezani", "run", name]


def test_what_a_service_names_is_there() -> None:
    for name, service in SERVICES.items():
        assert set(service.get("networks", [])) <= set(COMPOSE["networks"]), name
        assert set(service.get("secrets", [])) <= set(COMPOSE["secrets"]), name
        assert set(service.get("depends_on", {})) <= set(SERVICES), name
        for volume in service.get("volumes", []):
            source = volume.split(":")[0]
            known = source in COMPOSE["volumes"] or (ROOT / "docker" / source).exists()
            assert known, volume
    for service in OURS.values():
        build = service["build"]
        assert (ROOT / "docker" / build["context"] / build["dockerfile"]).is_file()


def test_rasa_is_reached_by_the_others_only() -> None:
    assert COMPOSE["networks"]["inside"] == {"internal": True}
    assert SERVICES["rasa"]["networks"] == ["inside"]
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]


def test_no_container_of_ours_may_do_more_than_it_needs() -> None:
    for name, service in OURS.items():
        assert service["cap_drop"] == ["ALL"], name
        assert service["read_only"] is True, name
        assert service["restart"] in ("unless-stopped", "no"), name
        assert name == "migrate" or _checked(service), name
    for name in DOCKERFILES:
        users = re.findall(r"^USER (\S+)", text(name), flags=re.MULTILINE)
        assert users
        assert users[-1] not in ("root", "0")
        images = re.findall(r"^FROM (\S+)", text(name), flags=re.MULTILINE)
        assert all(re.search(r":\d+\.\d+", image) for image in images), "a tag with its version"


def test_secrets_are_files_and_the_key_is_not_beside_the_data() -> None:
    for name, service in OURS.items():
        settings = service["environment"]
        for variable in settings:
            setting = variable.removeprefix(PREFIX).lower()
            known = setting.removesuffix("_file") if setting != "key_file" else setting
            assert known in Settings.model_fields or variable == f"{PREFIX}RASA_HOST", variable
        given = {variable for variable in settings if "TOKEN" in variable or "KEY" in variable}
        assert all(variable.endswith("_FILE") for variable in given), name
        for variable in given:
            path = PurePosixPath(settings[variable])
            assert path.parts[:3] == ("/", "run", "secrets"), variable
            assert path.name in service["secrets"], variable
            assert not path.is_relative_to(settings["POVEZANI_VAR"])


def test_every_setting_of_compose_is_in_its_example() -> None:
    asked = set(re.findall(r"\$\{([A-Z_]+)", text("docker/compose.yml")))
    given = set(re.findall(r"^([A-Z_]+)=", text("docker/.env.example"), flags=re.MULTILINE))
    assert asked == given
