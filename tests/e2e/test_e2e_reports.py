"""Reports, again and again: each challenge has its own words, whatever happened in between."""

import pytest
from running import House, Resident, Staff, say, texts

TWO_HOURS = "-2 hours"


def problem(number: int) -> str:
    """Words of one report, with signs that mean something elsewhere."""
    return (
        f"Report {number}: the {{ramp}} at the [library, north door] is missing (since May);"
        f' the sign says {{"open": "9–12", "n": {number}}} <b>&amp;</b> /report [[{number}]]'
    )


def report(resident: Resident, number: int, *, begin: str | None = "/report") -> None:
    """A whole report; each reply takes the form one question on."""
    if begin is not None:
        assert texts(resident.says(begin)) == say("en", "form-report-problem")
    assert say("en", "form-report-area") in texts(resident.says(problem(number)))
    assert texts(resident.taps("Health")) == say("en", "form-report-help")
    assert texts(resident.says(f"A {{ramp}} [{number}]")) == say("en", "form-report-consent")
    assert texts(resident.taps(say("en", "button-yes"))) == say("en", "report-kept")


def challenges(house: House, resident_id: str) -> list[tuple[str, str, str]]:
    """Words, proposals and categories, in the order of the reports."""
    return house.rows(
        "select words, proposal, category from evidence join challenge"
        " on challenge.id = evidence.challenge_id where resident_id = ? order by at",
        resident_id,
    )


def test_every_report_has_its_own_words(house: House, staff: Staff) -> None:
    known = {each for (each,) in house.rows("select id from resident")}
    resident = house.stranger("en").begins()
    [resident_id] = {each for (each,) in house.rows("select id from resident")} - known
    [(conversation,)] = house.rows("select conversation from resident where id = ?", resident_id)

    # twice in a row, once by a sentence and once by the command
    assert texts(resident.says("I would like to report a problem")) == say(
        "en", "form-report-problem"
    )
    report(resident, 1, begin=None)
    report(resident, 2)

    # after a stop in the middle
    resident.says("/report")
    resident.says(problem(90))
    assert texts(resident.says("/stop")) == say("en", "form-stopped")
    report(resident, 3)

    # after an expired session: the form was left two hours ago, in the house and in Rasa
    resident.says("/report")
    resident.says(problem(91))
    assert house.write(
        "update draft set touched_at = strftime('%Y-%m-%d %H:%M:%f', touched_at, ?)"
        " where resident_id = ? and state = 'open'",
        TWO_HOURS,
        resident_id,
    )
    assert house.write(
        "update conversation set touched = touched - 7200 where sender = ?",
        conversation,
        file="rasa/trackers.db",
    )
    house.write(
        "update reply set touched = touched - 7200 where sender = ?",
        conversation,
        file="rasa/trackers.db",
    )
    assert texts(resident.says("I would like to report a problem")) == say(
        "en", "form-report-problem"
    )
    report(resident, 4, begin=None)

    assert challenges(house, resident_id) == [
        (problem(number), f"A {{ramp}} [{number}]", "health") for number in (1, 2, 3, 4)
    ]
    page = staff.see("/challenges")
    for number in (90, 91):
        assert problem(number) in page  # broken off: a draft for staff
    assert len(house.rows("select 1 from draft where resident_id = ?", resident_id)) == 6
    left = house.rows(
        "select words from draft_words join draft on draft.id = draft_id"
        " where resident_id = ? and draft_words.slot in ('problem', 'help')",
        resident_id,
    )
    assert {words for (words,) in left} == {problem(90), problem(91)}


def test_a_report_begins_with_consent_and_can_be_dropped(house: House) -> None:
    resident = house.stranger("en")
    assert texts(resident.says("/report")) == say("en", "consent")
    assert texts(resident.taps(say("en", "button-agree"))) == say("en", "form-report-problem")
    resident.says("There is no light on the path to the school")
    resident.taps("School")
    [consent] = resident.taps(say("en", "button-skip"))
    assert texts([consent]) == say("en", "form-report-consent")
    assert texts(resident.says("no")) == say("en", "report-dropped")
    for table, column in (("evidence", "words"), ("challenge", "title"), ("draft_words", "words")):
        assert house.rows(f"select 1 from {table} where {column} like '%light on the path%'") == []  # noqa: S608 - names of ours


def test_a_question_inside_a_report_is_kept_and_a_topic_offered(house: House) -> None:
    resident = house.stranger("en").begins()
    resident.says("/report")
    asked = "Where do I renew my residence permit? Nobody could tell me."
    heard = resident.says(asked, answers=2)
    assert say("en", "offer") in texts(heard)
    assert say("en", "form-report-area") in texts(heard)
    assert house.rows("select 1 from draft_words where slot = 'problem' and words = ?", asked)
    # the buttons of the question before are old now and change nothing
    resident.taps("Health")
    assert texts(resident.says("stop")) == say("en", "form-stopped")


@pytest.mark.parametrize("voice", [{"voice": {}}, {"photo": []}], ids=["voice", "photo"])
def test_a_form_waits_for_words(house: House, voice: dict[str, object]) -> None:
    """What is no text is refused politely, and the open question is asked again."""
    kinds: dict[str, object] = {
        "voice": {"file_id": "v", "file_unique_id": "v", "duration": 3},
        "photo": [{"file_id": "p", "file_unique_id": "p", "width": 9, "height": 9}],
    }
    resident = house.stranger("en").begins()
    resident.says("/report")
    update = {"message": {kind: kinds[kind] for kind in voice}}
    heard = resident.sends(update, answers=2)
    assert texts(heard) == f"{say('en', 'only-text')}\n{say('en', 'form-report-problem')}"
    resident.says("/stop")
