"""The desk and the rehearsal chat in a real browser, over the standing house."""

import json
import os
import re
import shutil
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Locator, Page, expect, sync_playwright
from running import House, say

QUIET = (
    "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run"
    " --disable-background-networking --disable-component-update --disable-sync"
)
PICTURES = Path(__file__).parent / "pictures"
TAKES_PICTURES = os.environ.get("PICTURES") == "yes"
"""With PICTURES=yes the README's picture is taken anew."""
LATE = "Leja ime e qëndrimit mbaron pas tre javësh, a jam vonë?"
UNKNOWN = "A ka në Idrija ndonjë klub ku mësohet shah për të rritur?"
PASSWORD = "nine quiet rivers"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    found = shutil.which("chromium")
    if found is None:
        pytest.fail("the browser tests need Chromium: apt-get install -y chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=QUIET.split())
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def page(browser: Browser, house: House) -> Iterator[Page]:
    """A coordinator's browser; a page that breaks or speaks to others fails the test."""
    context = browser.new_context(
        viewport={"width": 1200, "height": 900}, locale="en-GB", base_url=house.desk
    )
    page = context.new_page()
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda line: wrong.append(line.text) if line.type == "error" else None)
    page.on(
        "request",
        lambda request: None if request.url.startswith(house.desk) else wrong.append(request.url),
    )
    yield page
    context.close()
    assert wrong == []


def look(page: Page, name: str, folder: Path) -> None:
    """Nothing runs over the edge, on a phone either; a picture to look at."""
    over = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    for width in (390, 1200):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(over) == 0, f"{name} is wider than {width}"
        page.screenshot(path=folder / f"{name}-{width}.png", full_page=True)


@pytest.fixture(scope="module")
def shots(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("shots")


def test_a_day_at_the_desk(house: House, page: Page, shots: Path) -> None:
    made = house.run("staff", "add", "ana", "--role", "coordinator", "--language", "en", "--json")
    assert made.returncode == 0, made.stderr
    once = json.loads(made.stdout)["password"]

    # the one-time password is replaced
    page.goto("/")
    look(page, "login", shots)
    page.get_by_label(say("en", "desk-login-name")).fill("ana")
    page.get_by_label(say("en", "desk-login-password")).fill(once)
    page.get_by_role("button", name=say("en", "desk-login-submit")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("en", "desk-password-title"))
    look(page, "password", shots)
    page.get_by_label(say("en", "desk-password-new"), exact=True).fill(PASSWORD)
    page.get_by_label(say("en", "desk-password-again")).fill(PASSWORD)
    page.get_by_role("button", name=say("en", "desk-password-submit")).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(say("en", "desk-overview-title"))
    expect(page.get_by_role("status")).to_have_text(say("en", "desk-done-password-set"))
    look(page, "overview", shots)

    # a resident asks in Albanian, in the rehearsal
    page.get_by_role("link", name=say("en", "desk-nav-rehearsal")).click()
    phone = page.frame_locator("iframe")
    phone.get_by_label("You are").select_option("new")
    chat = phone.get_by_label("You are").input_value()
    phone.get_by_label("Language of your phone").select_option("sq")
    phone.get_by_role("button", name="Start").click()
    phone.get_by_role("button", name="Shqip").click()
    expect(bubbles(phone).filter(has_text=say("sq", "language-chosen"))).to_have_count(1)
    writes(phone, LATE)
    answer = bubbles(phone).filter(has_text=say("sq", "did-this-help"))
    expect(answer).to_have_count(1, timeout=15_000)
    expect(bubbles(phone).filter(has_text="Vazhdimi i lejes së qëndrimit").last).to_be_visible()
    link = answer.get_by_role("link", name=say("sq", "official-page")).first
    expect(link).to_have_attribute("href", re.compile("^https://"))
    look(page, "rehearsal", shots)

    # a question for a person
    phone.get_by_role("button", name=say("sq", "button-agree")).click()
    expect(bubbles(phone).last).to_contain_text(say("sq", "consent-given"))
    phone.get_by_role("button", name=say("sq", "button-person")).last.click()
    expect(bubbles(phone).last).to_contain_text(say("sq", "form-human-question"), timeout=15_000)
    writes(phone, UNKNOWN)
    expect(bubbles(phone).last).to_contain_text("08:00–15:00", timeout=15_000)

    page.get_by_role("link", name=say("en", "desk-nav-questions")).click()
    look(page, "questions", shots)
    page.get_by_role("row").filter(has_text=say("en", "desk-language-sq")).last.get_by_role(
        "link"
    ).click()
    expect(page.locator(".thread .words").last).to_have_text(UNKNOWN)
    look(page, "question", shots)
    page.get_by_label("Your reply in this language").fill("Po, të martave në bibliotekë.")
    page.get_by_role("button", name=say("en", "desk-reply-send")).click()
    expect(page.get_by_role("status")).to_have_text(say("en", "desk-done-reply-sent"))

    # the resident sees it
    page.get_by_role("link", name=say("en", "desk-nav-rehearsal")).click()
    phone = page.frame_locator("iframe")
    phone.get_by_label("You are").select_option(chat)
    expect(bubbles(phone).last).to_contain_text("Po, të martave në bibliotekë.", timeout=15_000)
    page.go_back()

    # a challenge in two clicks
    page.get_by_role("link", name=say("en", "desk-question-make-challenge")).last.click()
    look(page, "challenge-new", shots)
    page.get_by_role("button", name=say("en", "desk-save")).click()
    expect(page.get_by_role("status")).to_have_text(say("en", "desk-done-challenge-made"))
    expect(page.locator(".words").first).to_have_text(UNKNOWN)
    look(page, "challenge", shots)

    for name in ("challenges", "surveys", "account"):
        page.goto(f"/{name}")
        look(page, name, shots)
    if house.rows("select 1 from survey"):
        page.goto("/surveys/life_in_idrija")
        look(page, "survey", shots)
    page.get_by_role("button", name=say("en", "desk-log-out")).click()
    expect(page.get_by_role("status")).to_have_text(say("en", "desk-done-logged-out"))


def bubbles(phone: FrameLocator) -> Locator:
    return phone.locator(".message.bot")


def writes(phone: FrameLocator, words: str) -> None:
    box = phone.get_by_role("textbox", name="Message")
    box.fill(words)
    box.press("Enter")


def test_the_desk_works_without_javascript(house: House, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, base_url=house.desk, locale="sl-SI")
    page = context.new_page()
    once = json.loads(house.run("staff", "add", "brez.skript", "--json").stdout)["password"]
    page.goto("/questions")
    page.get_by_label(say("sl", "desk-login-name")).fill("brez.skript")
    page.get_by_label(say("sl", "desk-login-password")).fill(once)
    page.get_by_role("button", name=say("sl", "desk-login-submit")).click()
    page.get_by_label(say("sl", "desk-password-new"), exact=True).fill(PASSWORD)
    page.get_by_label(say("sl", "desk-password-again")).fill(PASSWORD)
    page.get_by_role("button", name=say("sl", "desk-password-submit")).click()
    for text_id in ("questions", "surveys", "challenges", "overview"):
        page.get_by_role("link", name=say("sl", f"desk-nav-{text_id}"), exact=True).click()
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    context.close()


def test_the_rehearsal_on_a_phone(house: House, browser: Browser, shots: Path) -> None:
    """The picture of the README: an Albanian question, and how its answer begins and ends."""
    house.said.append(LATE)
    context = browser.new_context(
        viewport={"width": 380, "height": 760},
        device_scale_factor=1.5,
        locale="en-GB",
        color_scheme="light",
    )
    page = context.new_page()
    page.goto(f"{house.telegram}/#1/sq")
    box = page.get_by_role("textbox", name="Message")
    box.fill(LATE)
    box.press("Enter")
    person = page.get_by_role("button", name=say("sq", "button-person"))
    expect(person).to_be_visible(timeout=15_000)
    box.blur()
    ends = page.screenshot()
    expect(page.get_by_text(say("sq", "did-this-help"))).to_be_in_viewport()
    expect(person).to_be_in_viewport()
    page.locator("#scroll").evaluate("each => each.scrollTo(0, 0)")
    expect(page.locator(".message.resident")).to_be_in_viewport()
    begins = page.screenshot()
    both = context.new_page()  # a page of nobody's, whose rules let it hold pictures
    both.set_viewport_size({"width": 816, "height": 792})
    both.set_content(side_by_side(begins, ends))
    picture = (PICTURES if TAKES_PICTURES else shots) / "rehearsal.png"
    picture.parent.mkdir(exist_ok=True)
    both.screenshot(path=picture)
    assert picture.stat().st_size < 300_000
    context.close()


def side_by_side(*pictures: bytes) -> str:
    """A page with phones beside each other."""
    phones = "".join(
        f'<img src="data:image/png;base64,{b64encode(each).decode()}">' for each in pictures
    )
    style = (
        "body{margin:0;padding:16px;display:flex;gap:24px;background:#fff}"
        "img{width:380px;border-radius:24px;box-shadow:0 0 0 1px #cfd8d3,0 4px 12px #0002}"
    )
    return f"<style>{style}</style>{phones}"
