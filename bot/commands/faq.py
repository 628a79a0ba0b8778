"""``povezani faq …``: the answers that people wrote."""

from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import (
    CONTENT,
    ROOT,
    AsJson,
    Refusal,
    note,
    run,
    settings_here,
    table,
    tell,
    tell_json,
)

if TYPE_CHECKING:
    from bot.commands.faq_learn import Learned
    from bot.settings import Settings
    from faq.topics import Contact

app = typer.Typer(no_args_is_help=True, help="The answers that people wrote.")


@app.callback()
def _group() -> None:
    pass


@app.command()
def check(
    folder: Annotated[
        Path | None, typer.Argument(help="Content folder; the project's own when left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Hold the content to its rules: every fault with file and line."""
    from faq.check import check_content

    root = folder or CONTENT
    if not root.is_dir():
        raise Refusal(f"there is no folder {root}")
    found = [(str(_shown(fault.path)), fault.line, fault.what) for fault in check_content(root)]
    if folder is None:
        found += _faults_of_utterances()
    if as_json:
        tell_json(
            {"faults": [{"file": path, "line": line, "what": what} for path, line, what in found]}
        )
    else:
        for path, line, what in found:
            tell(f"{path}:{line}: {what}")
    if found:
        raise Refusal(f"{len(found)} faults in the content" if len(found) > 1 else "one fault")
    note("the content keeps its rules")


@app.command()
def due(
    by: Annotated[
        str | None, typer.Option(help="Day to look at, like 2027-01-31; today when left out.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """List the topics whose answers are to be checked again, and the contacts nobody confirmed."""
    from faq.reader import read_content

    try:
        day = date.fromisoformat(by) if by else _today()
    except ValueError:
        raise Refusal(f"{by} is not a day like 2027-01-31") from None
    content = read_content(CONTENT)
    contacts = [contact for contact in content.contacts.values() if not contact.confirmed]
    topics = [topic for topic in content.topics.values() if topic.check_by < day]
    topics.sort(key=lambda topic: (topic.check_by, topic.id))
    if as_json:
        rows = [
            {
                "topic": topic.id,
                "check_by": topic.check_by.isoformat(),
                "checked_on": topic.checked_on.isoformat(),
                "owner": topic.owner,
            }
            for topic in topics
        ]
        to_confirm = [
            {"contact": each.key, "missing": _missing(each), "source": each.sources["sl"]}
            for each in contacts
        ]
        tell_json({"day": day.isoformat(), "due": rows, "contacts": to_confirm})
        return
    if topics:
        table(
            ("topic", "check by", "checked on", "owner"),
            [(topic.id, topic.check_by, topic.checked_on, topic.owner) for topic in topics],
        )
    else:
        tell(f"no answer is to be checked again by {day}")
    if contacts:
        tell(f"\nnot confirmed with the office yet, of contacts.yml: {len(contacts)}")
        table(
            ("contact", "not known", "found at"),
            [(each.key, ", ".join(_missing(each)), each.sources["sl"]) for each in contacts],
        )


@app.command()
def export(
    folder: Annotated[Path, typer.Argument(help="New or empty folder to write to.")],
    as_json: AsJson = False,
) -> None:
    """Write the topics and answers of the database as a content folder, desk's texts included."""
    from bot.commands.faq_files import write_content
    from bot.wiring import build_parts

    if folder.exists() and any(folder.iterdir()):
        raise Refusal(f"{folder} is not empty")

    async def work() -> tuple[int, int]:
        async with build_parts(settings_here()) as parts, parts.store(read_only=True) as work:
            domains = await work.knowledge.domains()
            topics = await work.knowledge.topics()
            shown = await work.knowledge.all_published()
        texts = {place: revision.markdown for place, revision in shown.items()}
        write_content(folder, domains, topics, texts, beside=CONTENT)
        return len(topics), len(texts)

    topics, texts = run(work())
    if as_json:
        tell_json({"folder": str(folder), "topics": topics, "texts": texts})
    else:
        tell(f"{topics} topics with {texts} texts written to {folder}")


@app.command()
def learn(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would be written, and write nothing.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Take over what reviewers have approved: one more line in the file of its topic each."""
    from bot.adapters.clock import SystemClock
    from bot.commands.faq_learn import learn as take_over
    from bot.wiring import build_parts

    settings = settings_here()
    _need_database(settings)

    async def work() -> "Learned":
        async with build_parts(settings) as parts:
            return await take_over(parts.store, ROOT, now=SystemClock().now(), dry_run=dry_run)

    found = run(work())
    if as_json:
        tell_json(
            {
                "dry_run": dry_run,
                "added": found.number,
                "already_there": found.already,
                "files": {path.as_posix(): lines for path, lines in found.added.items()},
                "elsewhere": [asdict(each) for each in found.elsewhere],
                "then": "make train" if found.number else None,
            }
        )
        return
    for path, lines in found.added.items():
        for line in lines:
            tell(f"{path.as_posix()}: {line}")
    for each in found.elsewhere:
        tell(f"not taken, for {each.topic} ({each.locale}): {each.utterance} – {each.stands}")
    would = "would be " if dry_run else ""
    tell(f"{found.number} new, {found.already} there before, {len(found.elsewhere)} not taken")
    if found.number:
        tell(f"{found.number} {would}written; the bot knows them after: make train")


def _need_database(settings: "Settings") -> None:
    """Refuse where there is no database; SQLite would make an empty one."""
    kind, _, file = settings.store_url.partition(":///")
    if kind.startswith("sqlite") and not Path(file.partition("?")[0]).is_file():
        raise Refusal("there is no database yet; type: povezani db upgrade")


def _faults_of_utterances() -> list[tuple[str, int, str]]:
    """What is wrong with the training utterances: file, line, what."""
    from faq.compile import BadContent, utterances
    from faq.languages import misplaced, read_mixed

    try:
        said = utterances(ROOT)
        faults = list(misplaced(said, read_mixed(ROOT / "nlu" / "data" / "mixed.txt")))
    except BadContent as bad:
        faults = [str(bad)]
    parted = (fault.split(":", 2) for fault in faults)
    return [(path, int(line), what.strip()) for path, line, what in parted]


def _missing(contact: "Contact") -> list[str]:
    """What an entry of contacts.yml says nothing of."""
    known = {
        "address": contact.address,
        "phone": contact.phone,
        "email": contact.email,
        "hours": contact.hours,
    }
    return [name for name, value in known.items() if not value]


def _shown(path: Path) -> Path:
    return path.relative_to(ROOT) if path.is_relative_to(ROOT) else path


def _today() -> date:
    from bot.adapters.clock import SystemClock

    return SystemClock().now().date()
