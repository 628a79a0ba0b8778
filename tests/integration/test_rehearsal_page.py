"""The chat page in a real browser, served under a prefix as the desk serves it."""

import re
import shutil
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser, Page, async_playwright, expect
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send
from test_rehearsal_core import Town, town_of

from bot.rehearsal.app import build

QUIET = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking"
    " --disable-component-update --disable-sync"
)
PREFIX = "/rehearsal-chat"


class UnderPrefix:
    """The rehearsal as a reverse proxy shows it: below a prefix, and also at its own address."""

    def __init__(self, app: Starlette) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith(f"{PREFIX}/"):
            scope = {**scope, "path": scope["path"].removeprefix(PREFIX), "raw_path": b""}
        await self._app(scope, receive, send)

    @property
    def state(self) -> object:
        return self._app.state


@pytest.fixture
async def town() -> AsyncIterator[Town]:
    async with town_of(UnderPrefix(build())) as town:  # type: ignore[arg-type]  # as good as one
        yield town


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    found = shutil.which("chromium")
    if found is None:
        pytest.fail("the browser tests need Chromium: apt-get install -y chromium")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=found, args=QUIET.split())
        yield browser
        await browser.close()


@pytest.fixture
async def page(browser: Browser, town: Town) -> AsyncIterator[Page]:
    context = await browser.new_context(
        viewport={"width": 360, "height": 700}, locale="en-GB", base_url=town.url
    )
    page = await context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    page.on(
        "request",
        lambda request: (
            None
            if f"{town.url}{PREFIX}/" in request.url
            else wrong.append(f"outside the prefix: {request.url}")
        ),
    )
    yield page
    await context.close()
    assert wrong == []


async def test_a_resident_writes_taps_and_reads(page: Page, town: Town) -> None:
    await page.goto(f"{PREFIX}/#5/sq")
    await page.get_by_role("button", name="Start").click()
    await expect(page.locator(".message.resident")).to_contain_text("/start")
    [update] = (await town.call("getUpdates"))["result"]
    assert update["message"]["from"]["language_code"] == "sq"

    await town.call(
        "sendMessage",
        chat_id=5,
        text='<b>Po</b>: <a href="https://example.si/x">burimi</a> <i>1 < 2</i>'.replace(
            "1 < 2", "1 &lt; 2"
        ),
        parse_mode="HTML",
        reply_markup={"inline_keyboard": [[{"text": "Ndihmoi", "callback_data": "yes"}]]},
    )
    answer = page.locator(".message.bot")
    await expect(answer.locator("strong")).to_have_text("Po")
    await expect(answer.get_by_role("link")).to_have_attribute("href", "https://example.si/x")
    await expect(answer.locator("em")).to_have_text("1 < 2")

    button = page.get_by_role("button", name="Ndihmoi")
    await button.click()
    await expect(button).to_have_attribute("aria-busy", "true")
    tap = (await town.call("getUpdates", offset=update["update_id"] + 1))["result"][0]
    query = tap["callback_query"]
    await town.call("answerCallbackQuery", callback_query_id=query["id"], text="Faleminderit")
    await expect(button).to_have_attribute("aria-busy", "false")
    await expect(page.get_by_role("status")).to_have_text("Faleminderit")

    await town.call(
        "editMessageText", chat_id=5, message_id=query["message"]["message_id"], text="<new>"
    )
    await expect(answer).to_contain_text("<new>")
    await expect(answer).to_contain_text("edited")
    await expect(button).to_have_count(0)


async def test_typed_words_go_out_by_keyboard_and_markup_stays_text(
    page: Page, town: Town
) -> None:
    await page.goto(f"{PREFIX}/#6/en")
    box = page.get_by_role("textbox", name="Message")
    await box.fill("<img src=x onerror=alert(1)> [brackets] {braces}")
    await box.press("Enter")
    await expect(page.locator(".message.resident .words")).to_have_text(
        "<img src=x onerror=alert(1)> [brackets] {braces}"
    )
    assert (await town.sees(6))[0]["text"] == "<img src=x onerror=alert(1)> [brackets] {braces}"
    await expect(box).to_have_value("")


async def test_arabic_runs_from_the_right(page: Page, town: Town) -> None:
    await town.says(7, "متى ينتهي التصريح؟", language_code="ar")
    await page.goto(f"{PREFIX}/#7")
    words = page.locator(".message.resident .words")
    await expect(words).to_have_css("direction", "rtl")
    await expect(page.get_by_label("Language of your phone")).to_have_value("ar")


async def test_residents_are_apart_and_nothing_runs_over_the_edge(page: Page, town: Town) -> None:
    await town.says(1, "x" * 400)
    await page.goto(f"{PREFIX}/")
    await expect(page.locator(".message")).to_have_count(1)
    await page.get_by_label("You are").select_option("new")
    await expect(page.locator(".message")).to_have_count(0)
    await expect(page.get_by_role("button", name="Start")).to_be_visible()
    await expect(page).to_have_url(re.compile(r"#4/en$"))
    await page.get_by_label("You are").select_option("1")
    await expect(page.locator(".message")).to_have_count(1)
    for width in (360, 1200):
        await page.set_viewport_size({"width": width, "height": 700})
        over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        assert await page.evaluate(over) == 0
