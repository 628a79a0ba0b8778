"""``povezani plan …``: the challenge database, for those who write the plan."""

import csv
import io
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.common import AsJson, run, settings_here, tell, tell_json, write_private

if TYPE_CHECKING:
    from db.uow import UnitOfWork

app = typer.Typer(no_args_is_help=True, help="The challenges and what they rest on.")
COLUMNS = ("challenge", "title", "category", "state", "evidence", "language", "words", "proposal")


class Format(StrEnum):
    """What challenges are written as."""

    JSON = "json"
    CSV = "csv"


@app.callback()
def _group() -> None:
    pass


@app.command()
def export(
    form: Annotated[Format, typer.Option("--format", help="What to write.")] = Format.CSV,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="File to write; else standard output."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write challenges with their evidence; nothing in it says who said it, or when."""
    from bot.wiring import build_parts

    async def work() -> None:
        async with build_parts(settings_here()) as parts, parts.store(read_only=True) as work:
            found = await challenges(work)
        if as_json or (form is Format.JSON and out is None):
            tell_json({"challenges": found})
            return
        text = _as_json(found) if form is Format.JSON else as_csv(found)
        if out is None:
            typer.echo(text, nl=False)
        else:
            write_private(out, text.encode())
            tell(f"{len(found)} challenges written to {out}")

    run(work())


async def challenges(work: "UnitOfWork") -> list[dict[str, Any]]:
    """Challenges as plain values, each with its evidence; no id of a resident, no time."""
    found = []
    for challenge, _ in await work.plan.all():
        evidence = await work.plan.evidence(challenge.id)
        found.append(
            {
                "challenge": challenge.id,
                "title": challenge.title,
                "category": challenge.category,
                "state": challenge.state,
                "evidence": [
                    {
                        "kind": each.kind,
                        "language": each.locale,
                        "words": each.words,
                        "proposal": each.proposal,
                    }
                    for each in sorted(evidence, key=lambda each: each.id)
                ],
            }
        )
    return found


def _as_json(found: list[dict[str, Any]]) -> str:
    import json

    return json.dumps({"challenges": found}, ensure_ascii=False, indent=2) + "\n"


def as_csv(found: list[dict[str, Any]]) -> str:
    """One row for each piece of evidence; a challenge without any has one row too."""
    from bot.usecases.export_survey import harmless

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for challenge in found:
        head = [challenge[name] for name in COLUMNS[:4]]
        for each in challenge["evidence"] or [
            {"kind": "", "language": "", "words": "", "proposal": ""}
        ]:
            cells = [each["kind"], each["language"], each["words"], each["proposal"] or ""]
            writer.writerow([harmless(str(cell)) for cell in (*head, *cells)])
    return "\ufeff" + out.getvalue()  # spreadsheets take it for UTF-8 only with this mark
