"""``povezani survey …``: bring a survey in, push it, carry its responses out."""

import csv
import io
import sys
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import (
    AsJson,
    Refusal,
    run,
    settings_here,
    tell,
    tell_json,
    write_private,
)

app = typer.Typer(no_args_is_help=True, help="Surveys: bring in, push, export.")


class Format(StrEnum):
    """What responses are written as."""

    CSV = "csv"
    XLSX = "xlsx"


@app.callback()
def _group() -> None:
    pass


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="The survey as data (YAML).")],
    as_json: AsJson = False,
) -> None:
    """Keep a survey as a version of its own; the same questions again change nothing."""
    from bot.usecases.import_survey import ImportSurvey
    from bot.wiring import build_parts

    if not file.is_file():
        raise Refusal(f"there is no file {file}")

    async def work() -> None:
        async with build_parts(settings_here()) as parts:
            done = await ImportSurvey(parts.store, parts.clock)(file)
        if as_json:
            tell_json(
                {
                    "key": done.key,
                    "version": done.number,
                    "new": done.new,
                    "questions": done.questions,
                }
            )
        elif done.new:
            tell(f"{done.key}: version {done.number} with {done.questions} questions is in")
        else:
            tell(f"{done.key}: nothing new, version {done.number} is the same")

    run(work())


@app.command()
def push(
    key: Annotated[str, typer.Argument(help="Name of the survey.")],
    again: Annotated[
        bool, typer.Option("--again", help="Repeat invitations that perhaps did not arrive.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Invite every resident who agreed and was not asked yet; outreach sends the invitations."""
    from bot.usecases.push_survey import PushSurvey
    from bot.wiring import build_parts

    async def work() -> None:
        async with build_parts(settings_here()) as parts:
            done = await PushSurvey(parts.store, parts.clock)(key, again=again)
        if as_json:
            tell_json(asdict(done))
            return
        tell(f"{done.key}, version {done.version}: {done.reached} residents are asked now")
        if done.already:
            tell(f"asked before: {done.already}")
        if done.not_willing:
            tell(f"not asked, since they have not agreed or have stopped: {done.not_willing}")
        if done.unknown:
            sent = "sent again" if again else "see `survey push --again`"
            tell(f"invitations that perhaps did not arrive: {done.unknown} ({sent})")

    run(work())


@app.command()
def export(
    key: Annotated[str, typer.Argument(help="Name of the survey.")],
    form: Annotated[Format, typer.Option("--format", help="What to write.")] = Format.CSV,
    out: Annotated[
        Path | None, typer.Option("--out", "-o", help="File to write; else standard output.")
    ] = None,
    language: Annotated[str, typer.Option(help="Language of the labels in XLSX.")] = "sl",
    as_json: AsJson = False,
) -> None:
    """Write finished and partial responses, without a word on who gave them."""
    from bot.usecases.export_survey import export_survey
    from bot.wiring import build_parts
    from dialogues.locales import LOCALES

    if language not in LOCALES:
        raise Refusal(f"unknown language {language!r}: {', '.join(LOCALES)}")
    if form is Format.XLSX and out is None and not as_json and sys.stdout.isatty():
        raise Refusal("a workbook is not for the screen: say --out FILE")

    async def work() -> None:
        async with build_parts(settings_here()) as parts:
            data = await export_survey(parts.store, key, form.value, locale=language)
            rows = await export_survey(parts.store, key, "csv") if as_json else b""
        if out is not None:
            write_private(out, data)
        if as_json:
            tell_json({"survey": key, "file": str(out) if out else None, "responses": _rows(rows)})
        elif out is None:
            typer.echo(data, nl=False)
        else:
            tell(f"written to {out}")

    run(work())


def _rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
