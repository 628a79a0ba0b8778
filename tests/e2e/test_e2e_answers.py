"""Questions in eight languages are answered from what people wrote, with source and date."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from running import House, Resident, labels, plain, say, texts

from bot.commands.common import CONTENT
from dialogues.locales import LOCALES
from faq.marks import without_marks

TOPIC = CONTENT / "residence" / "renew_permit"
LATE = {
    "sl": "Dovoljenje za prebivanje mi poteče čez tri tedne, ali sem že pozen?",
    "en": "my permit ends in three weeks, am I late?",
    "bs": "Boravišna dozvola mi ističe za tri sedmice, jesam li zakasnio?",
    "mk": "Дозволата за престој ми истекува за три недели, дали доцнам?",
    "sq": "Leja ime e qëndrimit mbaron pas tre javësh, a jam vonë?",
    "uk": "Мій дозвіл на проживання закінчується через три тижні, я вже запізнився?",
    "ru": "У меня через три недели заканчивается вид на жительство, я уже опоздал?",
    "ar": "تصريح إقامتي ينتهي بعد ثلاثة أسابيع، هل تأخرت؟",
}


def about(topic: Path) -> dict[str, Any]:
    read: dict[str, Any] = yaml.safe_load((topic / "about.yml").read_text(encoding="utf-8"))
    return read


def link_of(known: dict[str, Any], locale: str) -> str:
    """The official page: one for all languages, or one by language with Slovene for the rest."""
    link = known["link"]
    return str(link if isinstance(link, str) else link.get(locale, link["sl"]))


def sentences(topic: Path, locale: str) -> list[str]:
    """Pieces of an answer long enough to be told apart: lines without their marks."""
    lines = (topic / f"{locale}.md").read_text(encoding="utf-8").splitlines()
    bare = [without_marks(line).lstrip("#-0123456789. ").replace("**", "") for line in lines]
    return [line for line in bare if len(line) > 25 and "[" not in line]


def to_the_end(resident: Resident, heard: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """An answer with all that stands behind «more»."""
    more = say(resident.language, "button-more", next="").strip()
    shown = list(heard)
    while any(label.startswith(more) for label in labels(shown[-1:])):
        shown += resident.taps(more)
    return shown


def test_the_house_says_that_it_is_ready(house: House) -> None:
    said = (house.var / "up.out").read_text(encoding="utf-8").splitlines()
    assert said[0] == f"Povezani is ready: desk {house.desk} · rehearsal {house.telegram}"
    assert len(said) == 2
    health = house.health()
    assert health["status"] == "ok"
    assert set(health["components"].values()) == {"ok"}
    second = house.run("up")
    assert second.returncode != 0
    assert "already runs here" in second.stderr
    assert len(second.stderr.strip().splitlines()) == 1


@pytest.mark.parametrize("locale", LOCALES)
def test_am_i_late(house: House, locale: str) -> None:
    known = about(TOPIC)
    resident = house.stranger(locale)
    heard = resident.says(LATE[locale])
    answer = texts(to_the_end(resident, heard))
    assert known["title"][locale] in answer
    link = link_of(known, locale)
    assert link in answer
    assert link in [b["url"] for message in heard for row in message["buttons"] for b in row]
    assert say(locale, "checked-on", date=known["checked_on"]) in answer
    assert say(locale, "did-this-help") in answer
    told = sentences(TOPIC, locale)
    assert told
    assert [line for line in told if plain(line) not in answer] == []
    if locale != "en":
        foreign = [*sentences(TOPIC, "en"), say("en", "did-this-help"), say("en", "official-page")]
        assert [line for line in foreign if line in answer] == []
        assert say("en", "button-person") not in labels(heard)


def test_a_first_day(house: House) -> None:
    """Start, language, menu, an answer by taps, «did this help?», help, another language."""
    resident = house.stranger("sl")
    welcome = resident.says("/start", answers=2)
    assert say("sl", "welcome") in texts(welcome)
    chosen = resident.taps("Shqip", answers=3)
    assert texts(chosen[:2]) == f"{say('sq', 'language-chosen')}\n{say('sq', 'menu')}"
    assert say("sq", "consent") in texts(chosen)
    [topics] = resident.taps("Qëndrimi dhe lejet")
    assert about(TOPIC)["title"]["sq"] in labels([topics])
    answer = resident.taps(about(TOPIC)["title"]["sq"])
    assert link_of(about(TOPIC), "sq") in texts(answer)
    missing = resident.taps(say("sq", "button-no"), answers=2)
    assert texts(missing) == f"{say('sq', 'not-helped')}\n{say('sq', 'consent')}"
    assert say("sq", "help") in texts(resident.says("/help"))
    resident.says("/language")
    assert texts(resident.taps("English")) == say("en", "language-chosen")
    assert texts(resident.says("/topics")) == say("en", "menu")
    # the app still says «sl»; what was chosen by a tap counts
    assert texts(resident.says("/stop")) == say("en", "stopped")
