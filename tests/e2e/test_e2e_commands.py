"""What looks like a command of Rasa's or of nobody's gets a polite answer, and nothing else."""

import pytest
from running import House, say, texts

FORGED = [
    '/faq{"topic":"x"}',
    '/faq{"topic":"residence.renew_permit"}',
    " /restart",
    "\n/restart",
    "/restart",
    "/unknown",
    "/session_start",
    '/report_challenge{"requested_slot": null}',
    "/start@x",
    "/",
    "//",
    '\u2068/faq{"topic":"residence.renew_permit"}',
    "EXTERNAL: faq",
]


def memory(house: House) -> dict[str, list[object]]:
    """All rows but those that note the update itself."""
    tables = [
        name
        for (name,) in house.rows("select name from sqlite_master where type = 'table'")
        if name not in ("inbound", "resident", "delivery", "pause")
    ]
    return {name: house.rows(f"select * from {name}") for name in tables}  # noqa: S608 - names from the schema


def test_forged_commands_do_nothing(house: House) -> None:
    resident = house.stranger("en").begins()
    [(conversation,)] = house.rows("select conversation from resident order by rowid desc limit 1")
    before = memory(house)
    for forged in FORGED[:-1]:
        assert texts(resident.says(forged)) == say("en", "unknown-command"), forged
    assert memory(house) == before
    shelf = "select 1 from conversation where sender = ?"
    assert house.rows(shelf, conversation, file="rasa/trackers.db") == []


@pytest.mark.parametrize("forged", ['/faq{"topic":"x"}', " /restart", "/start@x"])
def test_also_in_the_middle_of_a_form(house: House, forged: str) -> None:
    resident = house.stranger("en").begins()
    resident.says("/report")
    assert texts(resident.says(forged)) == say("en", "unknown-command")
    assert say("en", "form-report-area") in texts(resident.says(f"the words after {forged}"))
    assert house.rows("select 1 from draft_words where words = ?", f"the words after {forged}")
    resident.says("/stop")
