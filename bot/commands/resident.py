"""``povezani resident …``: what the law gives a resident who asks at the counter."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import (
    AsJson,
    Refusal,
    note,
    run,
    settings_here,
    tell,
    tell_json,
    write_private,
)

app = typer.Typer(
    no_args_is_help=True, help="Show or delete what is kept about one resident (GDPR 15, 17, 20)."
)
Id = Annotated[str, typer.Argument(metavar="ID", help="The resident's random id, from the desk.")]


@app.callback()
def _group() -> None:
    pass


@app.command()
def export(
    resident: Id,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="File to write; else standard output."),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write everything kept about a resident, as JSON."""
    from bot.usecases.own_data import collect
    from bot.wiring import build_parts

    async def work() -> None:
        async with build_parts(settings_here()) as parts, parts.store(read_only=True) as work:
            try:
                kept = await collect(work, resident)
            except LookupError:
                raise Refusal(f"there is no resident {resident}") from None
        if out is None or as_json:
            tell_json(kept)
        if out is not None:
            write_private(out, (json.dumps(kept, ensure_ascii=False, indent=2) + "\n").encode())
            note(f"written to {out}")

    run(work())


@app.command()
def delete(
    resident: Id,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
    as_json: AsJson = False,
) -> None:
    """Delete a resident and everything that belongs to them, Rasa's conversation included."""
    from bot.ports import EngineSilent
    from bot.wiring import build_house, build_parts

    if not yes and not sys.stdin.isatty():
        raise Refusal("nothing was deleted: say --yes where nobody can be asked")
    if not yes and not typer.confirm(f"Delete everything about {resident}?", err=True):
        raise Refusal("nothing was deleted")

    async def work() -> None:
        settings = settings_here()
        async with build_parts(settings) as parts:
            house = build_house(parts)
            async with house.store(read_only=True) as look:
                row = await look.people.by_id(resident)
            if row is None:
                raise Refusal(f"there is no resident {resident}")
            reached = True
            try:
                await house.engine.forget(row.conversation)
            except EngineSilent:
                reached = False
            house.deletions.note(resident)
            async with house.store() as work:
                await work.people.forget(resident)
                await work.staff.audit(
                    "delete_resident",
                    subject="resident",
                    subject_id="deleted",  # the audit keeps that it was done, not to whom
                    now=house.clock.now(),
                )
                await work.commit()
        if as_json:
            tell_json({"resident": resident, "deleted": True, "rasa": reached})
        else:
            tell(f"{resident} is deleted")
            if not reached:
                note("Rasa did not answer: its conversation, which holds no words, expires")

    run(work())
