"""Approved examples into the files that the model is trained on."""

import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from db.models import Example
    from db.uow import Store
    from faq.compile import Utterance

DANGER = "danger/"
"""What is danger and what a text is about are two questions (``faq.compile``)."""


@dataclass(frozen=True)
class Elsewhere:
    """An approved utterance that cannot be taken: it stands under something else already."""

    topic: str
    locale: str
    utterance: str
    stands: str
    """Label and place, such as ``faq/residence.address at …:12``; or why there is no file."""


@dataclass
class Learned:
    """What became of the approved utterances."""

    added: dict[Path, list[str]] = field(default_factory=dict)
    """New lines by file, relative to the project."""
    already: int = 0
    """So many stood in their file before."""
    elsewhere: list[Elsewhere] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    """Ids of the examples that stand in their file now."""

    @property
    def number(self) -> int:
        """How many lines are new."""
        return sum(len(lines) for lines in self.added.values())


def sort_out(
    root: Path, standing: "Iterable[Utterance]", examples: "Iterable[Example]"
) -> Learned:
    """Say for each approved example where it goes; nothing is written.

    ``standing`` is what stands in the files already.
    """
    from faq.compile import sameness

    meant: dict[str, tuple[str, str]] = {}
    there: set[tuple[str, str, str]] = set()
    for said in standing:
        if not said.label.startswith(DANGER):
            key = sameness(said.text)
            meant.setdefault(key, (said.label, said.place))
            there.add((said.label, said.locale, key))
    found = Learned()
    for example in examples:
        topic, text = example.topic or "", example.utterance or ""
        label, key = f"faq/{topic}", sameness(text)
        path = Path("faq", "content", *topic.split("."), f"ask.{example.locale}.txt")
        known, place = meant.get(key, (label, path.as_posix()))
        if not (root / path).is_file():
            reason = f"there is no file {path.as_posix()}"
            found.elsewhere.append(Elsewhere(topic, example.locale, text, reason))
        elif known != label:
            stands = f"{known} at {place}"
            found.elsewhere.append(Elsewhere(topic, example.locale, text, stands))
        else:
            found.taken.append(example.id)
            if (label, example.locale, key) in there:
                found.already += 1
                continue
            there.add((label, example.locale, key))
            meant.setdefault(key, (label, path.as_posix()))
            found.added.setdefault(path, []).append(text)
    return found


async def learn(store: "Store", root: Path, *, now: datetime, dry_run: bool) -> Learned:
    """Append what is approved to the project's files, and note that it is taken.

    1. Read what stands in the files: that takes a second, and nobody waits for it.
    2. Hold the approved examples: what a reviewer rejects meanwhile is in no file.
    3. Write the files, and only then commit the note: what would be written twice is seen the
       second time, what is only noted is lost.

    Raises:
        BadContent: what stands there already must not be trained on; nothing was written.
    """
    from faq.compile import utterances

    standing = list(utterances(root))
    async with store(read_only=dry_run) as work:
        found = sort_out(root, standing, await work.examples.approved(hold=not dry_run))
        if dry_run or not found.taken:
            return found
        await work.examples.take(found.taken)
        for example_id in found.taken:
            await work.staff.audit(
                "take_example", subject="example", subject_id=example_id, now=now
            )
        for path, lines in found.added.items():
            _append(root / path, lines)
        await work.commit()
    return found


def _append(path: Path, lines: list[str]) -> None:
    """Put lines at the end of a file, which is never half written."""
    before = path.read_text(encoding="utf-8")
    ended = before if before.endswith("\n") or not before else f"{before}\n"
    with tempfile.NamedTemporaryFile(
        "w", encoding="utf-8", newline="", dir=path.parent, prefix=f".{path.name}.", delete=False
    ) as file:
        file.write(ended + "".join(f"{line}\n" for line in lines))
    made = Path(file.name)
    made.chmod(path.stat().st_mode)
    made.replace(path)
