"""The desk's own tools: who asks, how a page is drawn, how a form is read."""

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import get_day_names
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.desk.parts import DeskParts
from bot.hours import StaffHours
from bot.usecases.desk.log_in import Login
from bot.usecases.desk.office import DESK_LOCALES, Office
from bot.usecases.fill_form import OTHER
from db.models import Domain
from dialogues.locales import LOCALES, RTL, locale_of

HERE = Path(__file__).parent
PSEUDONYM = 6
"""Characters of a resident's random id that stand for them on a page."""

DONE = frozenset(
    {
        "reply-sent",
        "question-closed",
        "question-reopened",
        "challenge-made",
        "challenge-saved",
        "challenge-new",
        "challenge-accepted",
        "challenge-rejected",
        "draft-kept",
        "draft-discarded",
        "example-approved",
        "example-rejected",
        "staff-closed",
        "staff-opened",
        "password-set",
        "chat-unlinked",
        "logged-out",
    }
)
"""What a page may say has just been done (``?done=``)."""


@dataclass(frozen=True)
class Nav:
    """One entry of the menu."""

    path: str
    text_id: str
    admin: bool = False
    rehearsing: bool = False


MENU = (
    Nav("/", "desk-nav-overview"),
    Nav("/questions", "desk-nav-questions"),
    Nav("/surveys", "desk-nav-surveys"),
    Nav("/challenges", "desk-nav-challenges"),
    Nav("/examples", "desk-nav-examples"),
    Nav("/staff", "desk-nav-staff", admin=True),
    Nav("/rehearsal", "desk-nav-rehearsal", rehearsing=True),
)


class Desk:
    """Draws pages; one for the life of the application."""

    def __init__(self, parts: DeskParts) -> None:
        self.parts = parts
        self.office = Office(parts.store, parts.clock, parts.passwords)
        self.zone = ZoneInfo(parts.settings.time_zone)
        self.https = parts.settings.public_url.startswith("https:")
        prefix = "__Host-" if self.https else ""
        self.cookie = f"{prefix}povezani"
        self.door_cookie = f"{prefix}povezani_door"
        self._env = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        style = (HERE / "static" / "desk.css").read_bytes()
        self._style = f"/static/desk.css?v={hashlib.sha256(style).hexdigest()[:10]}"

    def page(
        self, request: Request, template: str, status: int = 200, **context: Any
    ) -> HTMLResponse:
        """Draw a page in the language of whoever asks."""
        login = login_of(request)
        locale = locale_for(request)
        done = request.query_params.get("done")
        speech = self.parts.speech

        def say(text_id: str, **args: Any) -> str:
            return speech.say(locale, text_id, **args)

        return HTMLResponse(
            self._env.get_template(template).render(
                {
                    "say": say,
                    "locale": locale,
                    "locales": DESK_LOCALES,
                    "login": login,
                    "csrf": Markup('<input type="hidden" name="csrf" value="{}">').format(
                        login.csrf if login else ""
                    ),
                    "menu": [
                        each
                        for each in MENU
                        if (not each.admin or (login and login.admin))
                        and (not each.rehearsing or self.parts.settings.rehearsing)
                    ],
                    "path": request.url.path,
                    "back": _back(request),
                    "style": self._style,
                    "done": done if done in DONE else None,
                    "error": None,
                    "pseudonym": lambda resident_id: resident_id[:PSEUDONYM],
                    "moment": lambda moment: speech.moment(locale, moment.astimezone(self.zone)),
                    "waited": lambda since: self._waited(locale, since),
                    "language": lambda code: (
                        say(f"desk-language-{code}") if code in LOCALES else code
                    ),
                    "direction": lambda code: "rtl" if code in RTL else "ltr",
                    **context,
                }
            ),
            status,
        )

    def _waited(self, locale: str, since: datetime) -> str:
        gone = max(self.parts.clock.now() - since, timedelta())
        minutes = int(gone.total_seconds() // 60)
        if minutes < 60:
            return self.parts.speech.say(locale, "desk-wait-minutes", count=minutes)
        if minutes < 48 * 60:
            return self.parts.speech.say(locale, "desk-wait-hours", count=minutes // 60)
        return self.parts.speech.say(locale, "desk-wait-days", count=minutes // (24 * 60))

    def hours(self, locale: str) -> str:
        """When staff answer, as the language writes it: «Mon–Fri, 08:00–15:00»."""
        hours = StaffHours.read(self.parts.settings.staff_hours)
        days = get_day_names("abbreviated", "stand-alone", locale=locale)
        first, last = days[hours.first_day], days[hours.last_day]
        span = first if first == last else f"{first}–{last}"
        return f"{span}, {hours.opens:%H:%M}–{hours.closes:%H:%M}"

    async def categories(self, locale: str) -> dict[str, str]:
        """Label of each category of challenges, in menu order; ``other`` comes last."""
        async with self.parts.store(read_only=True) as work:
            domains: list[Domain] = await work.knowledge.domains()
        labels = {domain.id: domain.titles.get(locale, domain.id) for domain in domains}
        return labels | {OTHER: self.parts.speech.say(locale, "desk-category-other")}

    def keep_login(self, response: Response, token: str) -> None:
        """Give the browser its login; it ends with the server's, at the latest."""
        response.set_cookie(
            self.cookie, token, httponly=True, samesite="lax", secure=self.https, path="/"
        )

    def drop_login(self, response: Response) -> None:
        """Take it away."""
        response.delete_cookie(
            self.cookie, httponly=True, samesite="lax", secure=self.https, path="/"
        )


def desk_of(request: Request) -> Desk:
    """The desk of this application."""
    desk: Desk = request.app.state.desk
    return desk


def login_of(request: Request) -> Login | None:
    """Who asks; None: nobody we know."""
    login: Login | None = request.scope.get("state", {}).get("login")
    return login


def staff_of(request: Request) -> Login:
    """Who asks, on a page that only staff reach."""
    login = login_of(request)
    if login is None:  # the gate of the routes lets nobody else in
        raise HTTPException(403)
    return login


def locale_for(request: Request) -> str:
    """The desk language: of the account; before a login as asked for, or as the browser says."""
    login = login_of(request)
    if login is not None:
        return login.locale
    asked = request.query_params.get("locale", "")
    if asked in DESK_LOCALES:
        return asked
    for part in request.headers.get("accept-language", "").split(","):
        wanted = locale_of(part.partition(";")[0])
        if wanted in DESK_LOCALES:
            return wanted
    return DESK_LOCALES[0]


async def read_form(request: Request) -> Mapping[str, str]:
    """The fields of a form of ours; unknown and repeated fields do no harm.

    Raises:
        HTTPException: 403 when its token is not the one of this login.
    """
    fields = await plain_form(request)
    if not same(fields.get("csrf", ""), staff_of(request).csrf):
        raise HTTPException(403, "csrf")
    return fields


async def plain_form(request: Request) -> dict[str, str]:
    """The fields of a form, files left out."""
    async with request.form(max_files=0, max_fields=40) as form:
        return {name: value for name, value in form.multi_items() if isinstance(value, str)}


def same(given: str, kept: str) -> bool:
    """Compare tokens in constant time; an empty one is never right."""
    return bool(kept) and secrets.compare_digest(given.encode(), kept.encode())


def _back(request: Request) -> str:
    """The page to which the language switch returns: this one, or the one with the form."""
    if request.method == "GET":
        query = "&".join(
            part for part in request.url.query.split("&") if not part.startswith("done=")
        )
        return f"{request.url.path}?{query}" if query else request.url.path
    return local_path(urlsplit(request.headers.get("referer", "/")).path or "/")


def go(path: str, done: str | None = None) -> RedirectResponse:
    """On to a page of ours after a form was taken."""
    return RedirectResponse(f"{path}?done={done}" if done else path, 303)


def local_path(path: str) -> str:
    """A path of this desk, or its first page: nobody is sent elsewhere."""
    parts = urlsplit(path)
    plain = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    if not plain or parts.scheme or parts.netloc or "\\" in path:
        return "/"
    return path
