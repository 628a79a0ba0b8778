"""``povezani db …``: schema, backups."""

import typer

from bot.commands.common import AsJson, run, settings_here, tell, tell_json

app = typer.Typer(no_args_is_help=True, help="The database: schema, backup, restore.")


@app.callback()
def _group() -> None:
    pass


@app.command()
def upgrade(as_json: AsJson = False) -> None:
    """Bring the schema to this version, load the answers, make keys where there are none."""
    from bot.commands.faq import load
    from bot.commands.keys import make_keys
    from bot.wiring import build_parts
    from db.migrate import current
    from db.migrate import upgrade as migrate

    settings = settings_here()
    make_keys(settings)
    migrate(settings.store_url)

    async def work() -> int:
        async with build_parts(settings) as parts:
            return (await load(parts.store, parts.clock)).topics

    topics = run(work())
    revision = current(settings.store_url)
    if as_json:
        tell_json({"revision": revision, "topics": topics})
    else:
        tell(f"the database is at revision {revision}, with {topics} topics")
