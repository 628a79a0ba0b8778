"""The desk's entrance: logins, tokens, roles, languages, and what stands around every page."""

import html
import logging
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher

from bot.adapters.passwords import Argon2Passwords
from bot.adapters.speech import Speech
from bot.desk.app import DeskParts, build
from bot.settings import Settings
from bot.usecases.desk.add_staff import NewAccount, add_staff
from bot.usecases.desk.log_in import LASTS
from bot.usecases.desk.office import Office
from bot.usecases.export_survey import export_survey
from db.models import Question
from db.uow import Store

HOST = "http://desk.test"
PASSWORD = "seven green bridges"
SPEECH = Speech.load()


def say(text_id: str, locale: str = "en", **args: Any) -> str:
    """A text as it stands on a page."""
    return SPEECH.say(locale, text_id, **args)


class Clock:
    """Stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 23, 9, tzinfo=UTC)

    def now(self) -> datetime:
        return self.moment

    def pass_(self, **span: float) -> None:
        self.moment += timedelta(**span)


@dataclass
class DeskHouse:
    """A desk over a database of its own."""

    store: Store
    var: Path
    settings: Settings
    clock: Clock = field(default_factory=Clock)
    states: dict[str, str] = field(default_factory=lambda: {"database": "ok", "rasa": "ok"})
    rehearsal: httpx.AsyncBaseTransport | None = None

    def __post_init__(self) -> None:
        hasher = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
        self.office = Office(self.store, self.clock, Argon2Passwords(hasher))
        self.http = httpx.AsyncClient(transport=self.rehearsal or httpx.MockTransport(_nothing))
        self.app = build(
            DeskParts(
                store=self.store,
                clock=self.clock,
                speech=SPEECH,
                settings=self.settings,
                passwords=self.office.passwords,
                probe=self.probe,
                export_survey=export_survey,
                http=self.http,
            )
        )
        self._visitors: list[Visitor] = []

    async def probe(self) -> Mapping[str, str]:
        return self.states

    def visitor(self, base: str = HOST) -> "Visitor":
        visitor = Visitor(self.app, base)
        self._visitors.append(visitor)
        return visitor

    async def account(self, login: str, role: str = "admin", locale: str = "en") -> NewAccount:
        return await add_staff(self.office, login=login, role=role, locale=locale)

    async def staff(
        self, login: str = "ana", role: str = "admin", locale: str = "en"
    ) -> "Visitor":
        """One of the staff, logged in, with a password of their own."""
        made = await self.account(login, role, locale)
        visitor = self.visitor()
        await visitor.log_in(login, made.password)
        await visitor.post("/password", {"new": PASSWORD, "again": PASSWORD}, form_at="/password")
        visitor.staff_id = made.staff_id
        return visitor

    async def question(
        self, words: str = "Ku mund ta rinovoj lejen?", locale: str = "sq", **more: Any
    ) -> Question:
        """A question of a new resident."""
        number = more.pop("number", 1)
        async with self.store() as work:
            resident = await work.people.welcome(
                bot="resident",
                chat_hash=f"{number:064d}",
                chat_cipher=b"sealed",
                locale=locale,
                now=self.clock.now(),
            )
            question = await work.questions.ask(
                resident.id,
                reason=more.pop("reason", "unknown"),
                locale=locale,
                words=words,
                update_id=number,
                now=self.clock.now(),
                **more,
            )
            await work.commit()
        return question

    async def audits(self) -> list[str]:
        async with self.store(read_only=True) as work:
            return [each.deed for each in await work.staff.audits()]

    async def aclose(self) -> None:
        for visitor in self._visitors:
            await visitor.http.aclose()
        await self.http.aclose()


def _nothing(request: httpx.Request) -> httpx.Response:
    raise httpx.ConnectError("nobody listens", request=request)


class Visitor:
    """A browser: keeps cookies and fills in the forms it is shown."""

    staff_id = ""

    def __init__(self, app: Any, base: str) -> None:
        # an error must be answered by the desk itself, as it would be in the browser
        transport = httpx.ASGITransport(app, raise_app_exceptions=True)
        self.http = httpx.AsyncClient(transport=transport, base_url=base)

    async def get(self, path: str, **more: Any) -> httpx.Response:
        return await self.http.get(path, **more)

    async def see(self, path: str) -> str:
        """The text of a page, without Fluent's isolation marks."""
        answer = await self.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return plain(answer.text)

    async def token(self, path: str, name: str = "csrf") -> str:
        """A hidden field of the form on a page."""
        found = re.search(rf'name="{name}" value="([^"]*)"', (await self.get(path)).text)
        assert found is not None, f"{path} has no field {name}"
        return html.unescape(found[1])

    async def post(
        self, path: str, data: dict[str, str], *, form_at: str, **more: Any
    ) -> httpx.Response:
        """Send a form with the token of the page where it stands."""
        data = {"csrf": await self.token(form_at), **data}
        return await self.http.post(path, data=data, **more)

    async def log_in(self, name: str, password: str) -> httpx.Response:
        return await self.post("/login", {"name": name, "password": password}, form_at="/login")


def plain(text: str) -> str:
    """What is read on a page: no entities, no isolation marks."""
    return re.sub("[\u2066-\u2069]", "", html.unescape(text))


@asynccontextmanager
async def desk_house(store: Store, var: Path, **settings: Any) -> AsyncIterator[DeskHouse]:
    rehearsal = settings.pop("rehearsal", None)
    house = DeskHouse(
        store,
        var,
        Settings(_env_file=None, var=var, **settings),  # type: ignore[call-arg]  # pydantic's own
        rehearsal=rehearsal,
    )
    yield house
    await house.aclose()


@pytest.fixture
async def house(sqlite_store: Store, tmp_path: Path) -> AsyncIterator[DeskHouse]:
    async with desk_house(sqlite_store, tmp_path) as house:
        yield house


PAGES = ("/", "/questions", "/surveys", "/challenges", "/staff", "/account", "/rehearsal")


@pytest.mark.parametrize("path", [*PAGES, "/questions/abc", "/surveys/x/replies.csv"])
async def test_nothing_is_shown_before_a_login(house: DeskHouse, path: str) -> None:
    answer = await house.visitor().get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/login?next=")


async def test_the_first_password_is_for_one_use(house: DeskHouse) -> None:
    made = await house.account("ana")
    visitor = house.visitor()
    assert (await visitor.log_in("ana", made.password)).headers["location"] == "/"
    for path in PAGES:
        assert (await visitor.get(path)).headers["location"] == "/password"
    answer = await visitor.post(
        "/password", {"new": PASSWORD, "again": PASSWORD}, form_at="/password"
    )
    assert answer.headers["location"] == "/?done=password-set"
    assert say("desk-done-password-set") in await visitor.see("/?done=password-set")
    other = house.visitor()
    assert (await other.log_in("ana", made.password)).status_code == 403
    assert (await other.log_in("ANA", PASSWORD)).status_code == 303


@pytest.mark.parametrize(
    ("new", "again", "why"),
    [
        ("too short", "too short", "desk-password-length"),
        ("x" * 201, "x" * 201, "desk-password-length"),
        ("aaaaaaaaaaaaaa", "aaaaaaaaaaaaaa", "desk-password-simple"),
        ("my name is Ana", "my name is Ana", "desk-password-simple"),
        (PASSWORD, PASSWORD + "!", "desk-password-differs"),
    ],
)
async def test_a_poor_password_is_not_taken(
    house: DeskHouse, new: str, again: str, why: str
) -> None:
    made = await house.account("ana")
    visitor = house.visitor()
    await visitor.log_in("ana", made.password)
    answer = await visitor.post("/password", {"new": new, "again": again}, form_at="/password")
    assert answer.status_code == 400
    assert say(why) in plain(answer.text)


async def test_the_one_time_password_is_not_chosen_again(house: DeskHouse) -> None:
    made = await house.account("ana")
    visitor = house.visitor()
    await visitor.log_in("ana", made.password)
    answer = await visitor.post(
        "/password", {"new": made.password, "again": made.password}, form_at="/password"
    )
    assert say("desk-password-same") in plain(answer.text)


async def test_a_wrong_login_tells_nothing(house: DeskHouse) -> None:
    await house.staff("ana")
    pages = []
    for name in ("ana", "nobody"):
        visitor = house.visitor()
        answer = await visitor.log_in(name, "wrong password 1")
        assert answer.status_code == 403
        pages.append(re.sub(r'value="[^"]*"', "", answer.text))
    assert pages[0] == pages[1]
    assert say("desk-login-wrong", "sl") in plain(pages[0])


async def test_five_wrong_passwords_lock_an_account_for_a_while(house: DeskHouse) -> None:
    await house.staff("ana")
    visitor = house.visitor()
    for _ in range(5):
        await visitor.log_in("ana", "wrong password 1")
    assert (await visitor.log_in("ana", PASSWORD)).status_code == 403
    house.clock.pass_(seconds=61)
    assert (await visitor.log_in("ana", "wrong password 1")).status_code == 403
    house.clock.pass_(seconds=61)
    assert (await visitor.log_in("ana", PASSWORD)).status_code == 403, "each lock lasts longer"
    house.clock.pass_(seconds=60)
    assert (await visitor.log_in("ana", PASSWORD)).status_code == 303


async def test_a_login_ends_after_twelve_hours_and_by_logging_out(house: DeskHouse) -> None:
    visitor = await house.staff()
    cookie = visitor.http.cookies["povezani"]
    house.clock.moment += LASTS - timedelta(seconds=1)
    assert (await visitor.get("/")).status_code == 200
    house.clock.pass_(seconds=2)
    assert (await visitor.get("/")).status_code == 303
    visitor.http.cookies.clear()
    await visitor.log_in("ana", PASSWORD)
    assert visitor.http.cookies["povezani"] != cookie
    kept = visitor.http.cookies["povezani"]
    answer = await visitor.post("/logout", {}, form_at="/")
    assert answer.headers["location"] == "/login?done=logged-out"
    assert "povezani" not in visitor.http.cookies
    answer = await visitor.get("/", headers={"cookie": f"povezani={kept}"})
    assert answer.status_code == 303, "the login is over on the server too"


async def test_the_cookie_is_closed_to_scripts_and_to_plain_http(
    sqlite_store: Store, tmp_path: Path
) -> None:
    async with desk_house(
        sqlite_store, tmp_path, public_url="https://pisarna.example.si"
    ) as house:
        made = await house.account("ana")
        visitor = house.visitor("https://pisarna.example.si")
        answer = await visitor.log_in("ana", made.password)
        cookie = next(
            each
            for each in answer.headers.get_list("set-cookie")
            if each.startswith("__Host-povezani=")
        )
        for part in ("HttpOnly", "Secure", "SameSite=lax", "Path=/"):
            assert part in cookie
        assert answer.headers["strict-transport-security"]


async def test_every_form_needs_its_token(house: DeskHouse) -> None:
    visitor = await house.staff()
    question = await house.question()
    made = await house.account("bor", "reviewer")
    forms = [
        "/logout",
        "/account/locale",
        "/account/password",
        "/account/link",
        "/account/unlink",
        "/staff",
        f"/staff/{made.staff_id}/password",
        f"/staff/{made.staff_id}/close",
        f"/staff/{made.staff_id}/open",
        f"/questions/{question.id}/reply",
        f"/questions/{question.id}/close",
        f"/questions/{question.id}/reopen",
        f"/challenges/new/question/{question.id}",
        f"/challenges/{question.id}/judge",
        f"/challenges/{question.id}/edit",
        f"/drafts/{question.id}/keep",
        f"/drafts/{question.id}/discard",
        f"/examples/{question.id}/judge",
        f"/examples/{question.id}/reject",
    ]
    posts = {
        route.path
        for route in house.app.routes
        if "POST" in (getattr(route, "methods", None) or ())
    }
    without = {"/login", "/password", "/rehearsal/{path:path}"}  # tested on their own
    assert len(posts - without) == len(forms)
    for path in forms:
        for csrf in ("", "wrong", "š"):
            answer = await visitor.http.post(path, data={"csrf": csrf})
            assert answer.status_code == 403, path
            assert say("desk-error-csrf") in plain(answer.text)
    assert (await visitor.get("/")).status_code == 200
    login = await house.visitor().http.post("/login", data={"name": "ana", "password": PASSWORD})
    assert login.status_code == 403


async def test_a_form_from_another_site_is_refused(house: DeskHouse) -> None:
    visitor = await house.staff()
    for headers in (
        {"origin": "https://evil.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
    ):
        answer = await visitor.post("/logout", {}, form_at="/", headers=headers)
        assert answer.status_code == 403
    answer = await visitor.post("/logout", {}, form_at="/", headers={"origin": HOST})
    assert answer.status_code == 303


async def test_after_the_login_one_goes_on_but_never_elsewhere(house: DeskHouse) -> None:
    made = await house.account("ana")
    for next_, location in {
        "/questions?state=closed": "/questions?state=closed",
        "//evil.example": "/",
        "/\\evil.example": "/",
        "https://evil.example": "/",
        "/\nx": "/",
    }.items():
        visitor = house.visitor()
        data = {"name": "ana", "password": made.password, "next": next_}
        answer = await visitor.post("/login", data, form_at="/login")
        assert answer.headers["location"] == location


async def test_only_admins_reach_the_accounts(house: DeskHouse) -> None:
    for role in ("coordinator", "reviewer"):
        visitor = await house.staff(role, role)
        assert "/staff" not in await visitor.see("/")
        answer = await visitor.get("/staff")
        assert answer.status_code == 403
        assert say("desk-error-403") in plain(answer.text)
        answer = await visitor.post(
            "/staff", {"name": "eve", "role": "admin", "locale": "sl"}, form_at="/account"
        )
        assert answer.status_code == 403
    async with house.store(read_only=True) as work:
        assert [each.login for each in await work.staff.all()] == ["coordinator", "reviewer"]


async def test_an_admin_adds_renews_closes_and_opens_accounts(house: DeskHouse) -> None:
    admin = await house.staff()
    answer = await admin.post(
        "/staff", {"name": "bor", "role": "reviewer", "locale": "sl"}, form_at="/staff"
    )
    password = re.search(r'class="secret">([^<]+)<', answer.text)[1]  # type: ignore[index]
    assert password not in await admin.see("/staff"), "shown once"
    bor = house.visitor()
    assert (await bor.log_in("bor", password)).status_code == 303
    async with house.store(read_only=True) as work:
        staff = await work.staff.by_login("bor")
    assert staff is not None
    answer = await admin.post(f"/staff/{staff.id}/password", {}, form_at="/staff")
    renewed = re.search(r'class="secret">([^<]+)<', answer.text)[1]  # type: ignore[index]
    assert (await bor.get("/password")).status_code == 303, "logged out"
    assert (await bor.log_in("bor", renewed)).status_code == 303
    await admin.post(f"/staff/{staff.id}/close", {}, form_at="/staff")
    assert (await bor.get("/password")).status_code == 303
    assert (await house.visitor().log_in("bor", renewed)).status_code == 403
    await admin.post(f"/staff/{staff.id}/open", {}, form_at="/staff")
    assert (await house.visitor().log_in("bor", renewed)).status_code == 303
    assert {"add_staff", "renew_password", "close_account", "open_account"} <= {
        *await house.audits()
    }


async def test_bad_accounts_are_refused_and_what_was_typed_stays(house: DeskHouse) -> None:
    admin = await house.staff("ana")
    for name, why in (("é", "desk-staff-bad-login"), ("ANA", "desk-staff-taken")):
        answer = await admin.post(
            "/staff", {"name": name, "role": "reviewer", "locale": "en"}, form_at="/staff"
        )
        assert answer.status_code == 400
        assert say(why) in plain(answer.text)
        assert f'value="{name}"' in answer.text
    answer = await admin.post(f"/staff/{admin.staff_id}/close", {}, form_at="/staff")
    assert say("desk-staff-not-yourself") in plain(answer.text)


async def test_a_new_password_ends_all_other_logins(house: DeskHouse) -> None:
    here = await house.staff()
    there = house.visitor()
    await there.log_in("ana", PASSWORD)
    new = "eight blue bridges"
    answer = await here.post(
        "/account/password",
        {"current": "wrong password 1", "new": new, "again": new},
        form_at="/account",
    )
    assert say("desk-password-current-wrong") in plain(answer.text)
    await here.post(
        "/account/password", {"current": PASSWORD, "new": new, "again": new}, form_at="/account"
    )
    assert (await here.get("/")).status_code == 200
    assert (await there.get("/")).status_code == 303


async def test_the_language_is_switched_on_the_same_page(house: DeskHouse) -> None:
    visitor = await house.staff(locale="sl")
    page = await visitor.see("/questions?state=closed")
    assert '<html lang="sl">' in page
    assert say("desk-questions-none-closed", "sl") in page
    answer = await visitor.post(
        "/account/locale",
        {"locale": "en", "next": await visitor.token("/questions?state=closed", "next")},
        form_at="/",
    )
    assert answer.headers["location"] == "/questions?state=closed"
    page = await visitor.see(answer.headers["location"])
    assert '<html lang="en">' in page
    assert say("desk-questions-none-closed", "en") in page
    answer = await visitor.post("/account/locale", {"locale": "xx"}, form_at="/")
    assert answer.status_code == 400


async def test_the_login_page_speaks_as_the_browser_does(house: DeskHouse) -> None:
    visitor = house.visitor()
    german = await visitor.get("/login", headers={"accept-language": "de-AT, en;q=0.8"})
    assert '<html lang="en">' in german.text
    assert '<html lang="sl">' in (await visitor.get("/login")).text
    assert '<html lang="en">' in (await visitor.get("/login?locale=en")).text


async def test_a_code_links_telegram_and_is_kept_as_its_hash(house: DeskHouse) -> None:
    from bot.usecases.desk.office import digest

    visitor = await house.staff()
    answer = await visitor.post("/account/link", {}, form_at="/account")
    code = re.search(r'class="secret">/start ([^<]+)<', answer.text)[1]  # type: ignore[index]
    assert code not in await visitor.see("/account"), "shown once"
    async with house.store() as work:
        late = await work.staff.link(
            digest(code), chat_cipher=b"x", now=house.clock.now() + timedelta(minutes=15)
        )
        assert late is None
        linked = await work.staff.link(digest(code), chat_cipher=b"x", now=house.clock.now())
        assert linked is not None
        assert linked.id == visitor.staff_id
        await work.commit()
    assert say("desk-account-linked") in await visitor.see("/account")
    await visitor.post("/account/unlink", {}, form_at="/account")
    assert say("desk-account-not-linked") in await visitor.see("/account")


@pytest.mark.parametrize("path", ["/login", "/", "/nowhere", "/static/desk.css", "/healthz"])
async def test_every_answer_carries_the_headers(house: DeskHouse, path: str) -> None:
    visitor = await house.staff()
    answer = await visitor.get(path)
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert answer.headers["x-frame-options"] == "DENY"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-content-type-options"] == "nosniff"
    stored = "public" if path.startswith("/static") else "no-store"
    assert stored in answer.headers["cache-control"]


async def test_no_page_needs_a_script_or_another_host(house: DeskHouse) -> None:
    visitor = await house.staff()
    for path in PAGES:
        page = await visitor.see(path)
        assert "<script" not in page
        assert not re.search(r"\s(style|on\w+)=", page), path
        assert not re.search(r'(src|href|action)="(https?:)?//', page), path


async def test_errors_are_pages_in_the_desks_language(
    house: DeskHouse, caplog: pytest.LogCaptureFixture
) -> None:
    visitor = await house.staff(locale="sl")
    for path in ("/nowhere", "/questions/nothing", "/challenges/x", "/surveys/x", "/static/x"):
        answer = await visitor.get(path)
        assert answer.status_code == 404
        assert "<h1>" in answer.text
    assert say("desk-error-404", "sl") in plain((await visitor.get("/challenges/x")).text)

    async def broken() -> Mapping[str, str]:
        raise RuntimeError("the resident said something secret")

    house.probe = broken  # type: ignore[method-assign]
    object.__setattr__(house.app.state.desk.parts, "probe", broken)
    with caplog.at_level(logging.DEBUG):
        answer = await visitor.get("/")
    assert answer.status_code == 500
    assert say("desk-error-500", "sl") in plain(answer.text)
    assert answer.headers["cache-control"] == "no-store"
    assert "RuntimeError" in caplog.text
    assert "secret" not in caplog.text


async def test_a_form_too_large_is_cut_off(house: DeskHouse) -> None:
    visitor = await house.staff()
    answer = await visitor.http.post("/logout", data={"csrf": "x" * 300_000})
    assert answer.status_code == 413


async def test_strange_requests_do_no_harm(house: DeskHouse) -> None:
    visitor = await house.staff()
    tries = [
        await visitor.http.post("/logout", content=b"\xff%zz&&==", headers={"content-type": each})
        for each in (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "multipart/form-data",
            "application/json",
            "text/plain",
        )
    ]
    tries += [
        await visitor.get("/", headers={"cookie": "povezani=\x7f; povezani"}),
        await visitor.get("/questions?state=<script>&done=<script>"),
        await visitor.get("/login?locale=xx&next=%00"),
        await visitor.http.request("DELETE", "/questions"),
        await visitor.http.post("/questions"),
    ]
    assert all(answer.status_code < 500 for answer in tries)
