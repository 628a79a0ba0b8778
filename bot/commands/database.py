"""``povezani db …``: schema, backups."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import AsJson, run, settings_here, tell, tell_json

app = typer.Typer(no_args_is_help=True, help="The database: schema, backup, restore.")


@app.callback()
def _group() -> None:
    pass


@app.command()
def upgrade(as_json: AsJson = False) -> None:
    """Bring the schema to this version, load the answers, make keys where there are none."""
    from bot.commands.keys import make_keys
    from bot.commands.seed import seed
    from bot.wiring import build_parts
    from db.migrate import current
    from db.migrate import upgrade as migrate

    settings = settings_here()
    make_keys(settings)
    migrate(settings.store_url)

    async def work() -> int:
        async with build_parts(settings) as parts:
            return (await seed(parts.store, parts.clock)).topics

    topics = run(work())
    revision = current(settings.store_url)
    if as_json:
        tell_json({"revision": revision, "topics": topics})
    else:
        tell(f"the database is at revision {revision}, with {topics} topics")


@app.command()
def backup(
    file: Annotated[Path, typer.Argument(help="New file to write.")],
    as_json: AsJson = False,
) -> None:
    """Write a backup while the house runs; it holds no key, so keep the key elsewhere."""
    from db.backup import backup as write

    write(settings_here().store_url, file)
    size = file.stat().st_size
    if as_json:
        tell_json({"file": str(file), "bytes": size})
    else:
        tell(f"{size / 1e6:.1f} MB written to {file}; it needs the key to be of use")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A backup.")],
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the database and carry out the deletions made since."""
    from bot.adapters.deletions import FileDeletionLog
    from bot.commands.up import alone
    from db.backup import restore as put_back

    settings = settings_here()
    with alone(settings.var):
        log = FileDeletionLog(settings.var / "deletions.log")
        done = run(put_back(settings.store_url, file, deleted=log.all()))
    if as_json:
        kept = str(done.replaced) if done.replaced else None
        tell_json({"restored": str(file), "deleted": done.deleted, "replaced": kept})
        return
    tell(f"{file} is restored; {done.deleted} residents deleted since were deleted from it")
    if done.replaced:
        tell(f"the database before is kept at {done.replaced}")
