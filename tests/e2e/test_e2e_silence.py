"""Rasa is down or hangs: with consent the question goes to a person; nobody waits in vain."""

import signal
import time
from collections.abc import Iterator

import pytest
from running import START_PATIENCE, House, house_at, say, texts, until

LATE = "my permit ends in three weeks, am I late?"
HOURS = "Mon–Fri, 08:00–15:00"


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house without Rasa, its processes started one by one."""
    with house_at(tmp_path_factory.mktemp("small"), POVEZANI_RASA_SECONDS="2") as house:
        house.start("rehearsal", "door", "outreach", "desk")
        until(
            lambda: house.health().get("components", {}).get("door") == "ok",
            "the door",
            START_PATIENCE,
        )
        yield house


def test_rasa_is_down_and_comes_back(small: House) -> None:
    assert small.health()["status"] == "degraded"
    assert small.health()["components"]["rasa"] == "down"
    agreed, new = small.stranger("en").begins(), small.stranger("en")

    assert texts(agreed.says(LATE)) == say("en", "handed-over-silent", hours=HOURS)
    kept = "select reason, words from thread_message join question on question.id = question_id"
    assert small.rows(kept) == [("silent", LATE)]

    asked = new.says(LATE, answers=2)
    assert texts(asked[:1]) == say("en", "not-known-silent")
    assert texts(asked[1:]) == say("en", "consent")
    assert len(small.rows(kept)) == 1
    assert say("en", "handed-over", hours=HOURS) in texts(new.taps(say("en", "button-agree")))
    assert len(small.rows(kept)) == 2

    # what needs no understanding goes on: menu, report, person, own data, numbers in danger
    third = small.stranger("en").begins()
    assert texts(third.says("/topics")) == say("en", "menu")
    third.says("/report")
    third.says("The {lamp} at the [bus stop] is broken")
    third.taps("Health")
    third.taps(say("en", "button-skip"))
    assert texts(third.taps(say("en", "button-yes"))) == say("en", "report-kept")
    assert small.rows("select words from evidence") == [
        ("The {lamp} at the [bus stop] is broken",)
    ]
    danger = third.says("my husband beats me")
    assert say("en", "cue-violence") in texts(danger)

    small.start("rasa")
    small.wait_until_well()
    other = small.stranger("en")
    assert "Renewing a residence permit" in texts(other.says(LATE))

    # hanging is another kind of silence: the wait has an end, and others are answered meanwhile
    rasa = small.processes["rasa"]
    rasa.send_signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert say("en", "not-known-silent") in texts(other.says(LATE, answers=2))
        assert time.monotonic() - began < 8
    finally:
        rasa.send_signal(signal.SIGCONT)
    small.wait_until_well()
    assert "Renewing a residence permit" in texts(other.says(LATE))

    # a crash in the middle of the day
    small.kill("rasa")
    assert say("en", "not-known-silent") in texts(other.says(LATE, answers=2))
    waiting = small.rows("select 1 from inbound where state in ('new', 'applied', 'failed')")
    assert waiting == []
