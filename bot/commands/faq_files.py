"""Topics and answers of the database as a content folder again."""

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

if TYPE_CHECKING:
    from db.models import Domain, Topic

ROOT_FILES = ("headings.yml", "wording.yml")
"""What the database does not hold and an answer cannot be read without."""


def write_content(
    folder: Path,
    domains: "Sequence[Domain]",
    topics: "Sequence[Topic]",
    texts: Mapping[tuple[str, str], str],
    *,
    beside: Path,
) -> None:
    """Write a content folder that loads to the same rows.

    ``texts`` are the published answers by topic and language. What only files hold – training
    utterances, headings, facts – is taken from the content folder ``beside``, as far as it has it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for name in ROOT_FILES:
        shutil.copyfile(beside / name, folder / name)
    _write(folder / "domains.yml", {domain.id: dict(domain.titles) for domain in domains})
    _write(folder / "contacts.yml", _contacts(topics, _read(beside / "contacts.yml")))
    for topic in topics:
        place = Path(*topic.id.split(".", 1))
        target, source = folder / place, beside / place
        target.mkdir(parents=True)
        _write(target / "about.yml", _about(topic, _read(source / "about.yml")))
        for file in sorted((*source.glob("ask.*.txt"), *source.glob("facts.yml"))):
            shutil.copyfile(file, target / file.name)
    for (topic_id, locale), markdown in texts.items():
        answer = folder / Path(*topic_id.split(".", 1)) / f"{locale}.md"
        if answer.parent.is_dir():
            answer.write_text(markdown, encoding="utf-8")


def _about(topic: "Topic", before: Mapping[str, Any]) -> dict[str, Any]:
    about = {
        "topic": topic.id,
        "title": dict(topic.titles),
        "link": dict(topic.links),
        "sources": [_without_nothing(source) for source in topic.sources],
        "contacts": [contact["key"] for contact in topic.contacts],
        "checked_on": topic.checked_on,
        "check_by": topic.check_by,
        "owner": topic.owner,
        "related": list(topic.related),
        "facts": list(before.get("facts") or ()),
    }
    return {key: value for key, value in about.items() if value != []}


def _contacts(topics: "Sequence[Topic]", before: Mapping[str, Any]) -> dict[str, Any]:
    found: dict[str, dict[str, Any]] = {}
    for topic in topics:
        for contact in topic.contacts:
            found.setdefault(
                contact["key"],
                {
                    "name": contact["name"],
                    **{key: contact[key] for key in ("address", "phone", "email", "url")},
                    "hours": contact["hours"] or None,
                    "notes": contact["notes"] or None,
                    "source": contact["source"],
                    "checked_on": contact["checked_on"],
                    "confirmed": contact["confirmed"],
                },
            )
    for key, value in before.items():
        # an office that no topic names stands in files only
        found.setdefault(key, value)
    # in the order in which people wrote them down
    order = {key: at for at, key in enumerate(before)}
    return {key: found[key] for key in sorted(found, key=lambda key: order.get(key, len(order)))}


def _without_nothing(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _read(path: Path) -> Mapping[str, Any]:
    if not path.is_file():
        return {}
    found = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found if isinstance(found, dict) else {}


def _write(path: Path, values: Mapping[str, Any]) -> None:
    path.write_text(
        yaml.safe_dump(values, allow_unicode=True, sort_keys=False, width=100), encoding="utf-8"
    )
