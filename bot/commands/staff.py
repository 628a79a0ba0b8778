"""``povezani staff …``: accounts of the desk."""

import contextlib
from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import AsJson, run, settings_here, tell, tell_json

if TYPE_CHECKING:
    from bot.settings import Settings
    from bot.usecases.desk.office import Office

app = typer.Typer(no_args_is_help=True, help="Accounts of the desk.")


@app.callback()
def _group() -> None:
    pass


@app.command()
def add(
    login: Annotated[str, typer.Argument(help="Name to log in with.")],
    role: Annotated[str, typer.Option(help="admin, coordinator or reviewer.")] = "reviewer",
    language: Annotated[str, typer.Option(help="Language of the desk: sl or en.")] = "sl",
    as_json: AsJson = False,
) -> None:
    """Add an account; its one-time password is shown once, here."""
    from bot.usecases.desk.add_staff import add_staff

    async def work() -> None:
        async with office_of(settings_here()) as office:
            account = await add_staff(office, login=login, role=role, locale=language)
        if as_json:
            tell_json({"login": account.login, "role": role, "password": account.password})
        else:
            tell(f"{account.login} may log in once with the password {account.password}")

    run(work())


@contextlib.asynccontextmanager
async def office_of(settings: "Settings") -> "AsyncIterator[Office]":
    """What the use cases of staff work with."""
    from bot.adapters.passwords import Argon2Passwords
    from bot.usecases.desk.office import Office
    from bot.wiring import build_parts

    async with build_parts(settings) as parts:
        yield Office(parts.store, parts.clock, Argon2Passwords())
