"""``povezani status``: does the house answer?"""

from typing import TYPE_CHECKING, Annotated

import typer

from bot.commands.common import AsJson, Refusal, run, settings_here, table, tell_json

if TYPE_CHECKING:
    from bot.settings import Settings

PARTS = ("desk", "door", "outreach", "rasa", "rehearsal")


def status(
    part: Annotated[
        str | None, typer.Option(help=f"Look at one process only: {', '.join(PARTS)}.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Ask every part of the running house whether it answers."""
    settings = settings_here()
    if part is None:
        try:
            parts = run(_whole(settings))
        except Refusal:
            if not as_json:
                raise
            parts = {"desk": "down"}  # a program that asks gets its one object all the same
    elif part in PARTS:
        parts = {part: "ok" if run(_one(settings, part)) else "down"}
    else:
        raise Refusal(f"there is no part {part}: {', '.join(PARTS)}")
    well = all(state != "down" for state in parts.values())
    if as_json:
        tell_json({"status": "ok" if well else "down", "components": parts})
    else:
        table(("part", "state"), sorted(parts.items()))
    if not well:
        down = [name for name, state in parts.items() if state == "down"]
        raise Refusal(f"no answer from: {', '.join(down)}")


def desk_address(settings: "Settings") -> str:
    """The desk as this machine reaches it, whatever address it listens on."""
    anywhere = settings.host in ("0.0.0.0", "::")  # noqa: S104 - compared, not listened on
    host = "127.0.0.1" if anywhere else settings.host
    return f"http://{host}:{settings.desk_port}"


async def _whole(settings: "Settings") -> dict[str, str]:
    import httpx

    try:
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            answer = (await client.get(f"{desk_address(settings)}/healthz")).json()
        return {"desk": "ok", **answer["components"]}
    except (httpx.HTTPError, ValueError, KeyError):
        raise Refusal(f"the desk at {desk_address(settings)} does not answer") from None


async def _one(settings: "Settings", part: str) -> bool:
    from bot.adapters.heartbeat import fresh, heart
    from bot.adapters.rasa_http import RasaEngine
    from bot.wiring import rasa_token

    if part in ("door", "outreach"):
        return fresh(heart(settings.var, part))
    if part == "rasa":
        engine = RasaEngine(settings.rasa, token=rasa_token(settings), patience=5)
        try:
            return await engine.healthy()
        finally:
            await engine.aclose()
    if part == "desk":
        return await _answers(f"{desk_address(settings)}/healthz")
    return await _answers(f"http://127.0.0.1:{settings.rehearsal_port}/healthz")


async def _answers(address: str) -> bool:
    """Whether somebody answers there at all; 503 says only that another part is down."""
    import httpx

    try:
        async with httpx.AsyncClient(trust_env=False, timeout=10) as client:
            return (await client.get(address)).status_code in (200, 503)
    except httpx.HTTPError:
        return False
