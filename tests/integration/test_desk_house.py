"""The state of the house, and the rehearsal behind the login."""

import asyncio
import json
import os
import socket
import time
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import httpx
import pytest
from test_desk import HOST, DeskHouse, desk_house, plain, say

from bot.adapters.health import HealthProbe
from bot.adapters.heartbeat import beat, fresh, heart
from bot.desk.serve import PortTaken, serve
from bot.rehearsal.app import build as build_rehearsal
from db.uow import Store


@pytest.fixture
async def house(sqlite_store: Store, tmp_path: Path) -> AsyncIterator[DeskHouse]:
    rehearsal = httpx.ASGITransport(build_rehearsal(bots={"resident": "1:a"}))
    async with desk_house(sqlite_store, tmp_path, rehearsal=rehearsal) as house:
        yield house


class Rasa:
    """An engine that is well, ill, broken or asleep."""

    def __init__(self, state: str = "well") -> None:
        self.state = state

    async def healthy(self) -> bool:
        if self.state == "asleep":
            await asyncio.sleep(60)
        if self.state == "broken":
            raise OSError
        return self.state == "well"


def probe(
    store: Store, var: Path, *, rasa: str = "well", rehearsal: int | None = 200
) -> HealthProbe:
    answers = httpx.MockTransport(lambda _: httpx.Response(rehearsal or 500))
    return HealthProbe(
        store=store,
        engine=Rasa(rasa),  # type: ignore[arg-type]  # only its health is asked for
        http=httpx.AsyncClient(transport=answers),
        var=var,
        rehearsal_url=None if rehearsal is None else "http://127.0.0.1:8081",
    )


async def test_healthz_answers_anybody(house: DeskHouse) -> None:
    answer = await house.visitor().get("/healthz")
    assert answer.status_code == 200
    assert answer.json() == {"status": "ok", "components": {"database": "ok", "rasa": "ok"}}
    house.states["rasa"] = "down"
    house.states["rehearsal"] = "off"
    answer = await house.visitor().get("/healthz")
    assert answer.status_code == 503
    assert answer.json()["status"] == "degraded"
    assert answer.json()["components"]["rasa"] == "down"
    del house.states["rasa"]
    assert (await house.visitor().get("/healthz")).status_code == 200, "off is not down"


async def test_every_part_is_asked(sqlite_store: Store, tmp_path: Path) -> None:
    for name in ("door", "outreach"):
        heart(tmp_path, name).parent.mkdir(exist_ok=True)
        heart(tmp_path, name).touch()
    well = dict.fromkeys(("database", "rasa", "door", "outreach", "rehearsal"), "ok")
    assert await probe(sqlite_store, tmp_path)() == well
    assert await probe(sqlite_store, tmp_path, rehearsal=None)() == well | {"rehearsal": "off"}
    assert await probe(sqlite_store, tmp_path, rehearsal=503)() == well | {"rehearsal": "down"}
    for state in ("ill", "broken"):
        assert await probe(sqlite_store, tmp_path, rasa=state)() == well | {"rasa": "down"}
    long_ago = time.time() - 21
    os.utime(heart(tmp_path, "door"), (long_ago, long_ago))
    heart(tmp_path, "outreach").unlink()
    assert await probe(sqlite_store, tmp_path)() == well | {"door": "down", "outreach": "down"}


async def test_a_part_that_sleeps_is_not_waited_for(
    sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.adapters.health.PATIENCE_SECONDS", 1.0)
    states = await probe(sqlite_store, tmp_path, rasa="asleep")()
    assert states["rasa"] == "down"
    assert states["database"] == "ok"


async def test_a_heart_beats_until_its_process_ends(tmp_path: Path) -> None:
    path = heart(tmp_path, "door")
    assert not fresh(path)
    with suppress(asyncio.CancelledError):
        async with asyncio.TaskGroup() as group:
            beating = group.create_task(beat(path))
            while not path.exists():
                await asyncio.sleep(0.01)
            assert fresh(path)
            beating.cancel()
    assert not path.exists(), "a stop shows at once"


async def test_the_state_of_the_house_stands_on_the_overview(house: DeskHouse) -> None:
    visitor = await house.staff()
    house.states["outreach"] = "down"
    page = await visitor.see("/")
    assert say("desk-overview-house-ill") in page
    assert say("desk-part-outreach") in page


CHAT = "/rehearsal/rehearsal/chats/7"
JSON = {"content-type": "application/json"}


async def test_the_rehearsal_is_closed_without_a_login(house: DeskHouse) -> None:
    visitor = house.visitor()
    for path in ("/rehearsal", "/rehearsal/", "/rehearsal/static/chat.js", f"{CHAT}/messages"):
        answer = await visitor.get(path)
        assert answer.status_code == 303
        assert answer.headers["location"].startswith("/login")
    answer = await visitor.http.post(f"{CHAT}/messages", json={"text": "hello"})
    assert answer.headers["location"].startswith("/login")


async def test_the_chat_page_works_behind_the_login(house: DeskHouse) -> None:
    visitor = await house.staff()
    frame = await visitor.see("/rehearsal")
    assert '<iframe class="stage" src="/rehearsal/?ui=' in frame
    page = await visitor.get("/rehearsal/")
    assert page.status_code == 200
    assert "frame-ancestors 'self'" in page.headers["content-security-policy"]
    assert page.headers["x-frame-options"] == "SAMEORIGIN"
    assert (await visitor.get("/rehearsal/static/chat.js")).status_code == 200
    wrote = await visitor.http.post(
        f"{CHAT}/messages",
        json={"text": "Përshëndetje", "language_code": "sq"},
        headers={"origin": HOST},
    )
    assert wrote.status_code == 200, wrote.text
    [message] = (await visitor.get(f"{CHAT}/messages")).json()
    assert (message["from"], message["text"]) == ("resident", "Përshëndetje")
    assert (await visitor.get(f"{CHAT}/messages?after={message['message_id']}")).json() == []


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/rehearsal/rehearsal/faults"),
        ("POST", "/rehearsal/rehearsal/reset"),
        ("POST", "/rehearsal/rehearsal/limits"),
        ("GET", "/rehearsal/rehearsal/faults"),
        ("GET", "/rehearsal/bot1:a/getMe"),
        ("POST", "/rehearsal/bot1:a/sendMessage"),
        ("GET", "/rehearsal/static/../../rehearsal/faults"),
        ("GET", "/rehearsal/static/%2e%2e/rehearsal/faults"),
        ("GET", "/rehearsal//evil.example/"),
        ("POST", "/rehearsal/"),
    ],
)
async def test_only_what_the_chat_page_needs_is_passed_on(
    house: DeskHouse, method: str, path: str
) -> None:
    visitor = await house.staff()
    answer = await visitor.http.request(method, path, content=b"{}", headers=JSON)
    assert answer.status_code == 404


async def test_another_site_cannot_write_as_a_resident(house: DeskHouse) -> None:
    visitor = await house.staff()
    body = json.dumps({"text": "x"})
    for headers in (
        JSON | {"origin": "https://evil.example"},
        JSON | {"sec-fetch-site": "same-site"},
        {"content-type": "text/plain"},
        {"content-type": "application/x-www-form-urlencoded"},
    ):
        answer = await visitor.http.post(f"{CHAT}/messages", content=body, headers=headers)
        assert answer.status_code == 403
    assert (await visitor.get(f"{CHAT}/messages")).json() == []


async def test_a_silent_rehearsal_is_said_so(sqlite_store: Store, tmp_path: Path) -> None:
    async with desk_house(sqlite_store, tmp_path) as house:
        visitor = await house.staff()
        answer = await visitor.get("/rehearsal/")
        assert answer.status_code == 502
        assert say("desk-rehearsal-silent") in plain(answer.text)


async def test_with_a_real_token_there_is_no_rehearsal(
    sqlite_store: Store, tmp_path: Path
) -> None:
    async with desk_house(sqlite_store, tmp_path, resident_token="1:real") as house:
        visitor = await house.staff()
        assert say("desk-nav-rehearsal") not in await visitor.see("/")
        for path in ("/rehearsal", "/rehearsal/", f"{CHAT}/messages"):
            assert (await visitor.get(path)).status_code == 404


async def test_a_port_in_use_is_one_clear_line(house: DeskHouse) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        parts = house.app.state.desk.parts
        settings = parts.settings.model_copy(update={"desk_port": port})
        with pytest.raises(PortTaken, match=f"port {port}: Address already in use"):
            await serve(replace(parts, settings=settings))
