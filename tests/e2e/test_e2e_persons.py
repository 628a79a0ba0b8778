"""What the bot cannot answer, a person answers; staff are told without the resident's words."""

import re

import pytest
from running import House, Resident, Staff, labels, say, texts, until

OTHER_WAYS = {say("en", "button-none-person"), say("en", "button-report")}
UNKNOWN = "Which film about the mercury mine should I watch tonight?"
STAFF_CHAT = 7_410_000_001


def question_of(house: House, words: str) -> str:
    """Id of the thread in which these words stand."""
    [(found,)] = until(
        lambda: house.rows("select question_id from thread_message where words = ?", words),
        "the question in its thread",
    )
    return str(found)


def test_an_unknown_question_there_and_back(house: House, staff: Staff) -> None:
    colleague = Resident(house.telegram, STAFF_CHAT, "en", house.said, bot="coordinator")
    house.chats.append(STAFF_CHAT)
    assert texts(colleague.says("/start")) == say("en", "coordinator-no-code")
    linked = staff.send("/account/link", {}, form_at="/account")
    code = re.search(r"/start ([a-z0-9]+)", linked.text)
    assert code is not None
    assert texts(colleague.says(f"/start {code[1]}")) == say(
        "en", "coordinator-linked", login="admin"
    )

    resident = house.stranger("en")
    asked = resident.says(UNKNOWN, answers=2)
    assert say("en", "not-known") in texts(asked)
    assert say("en", "consent") in texts(asked)
    assert house.rows("select 1 from thread_message where words = ?", UNKNOWN) == []
    told = len(colleague.messages())
    given = resident.taps(say("en", "button-agree"), answers=2)
    assert say("en", "consent-given") in texts(given)
    assert say("en", "handed-over", hours="Mon–Fri, 08:00–15:00") in texts(given)

    [notice] = colleague.hears(told, 1)
    question = question_of(house, UNKNOWN)
    assert question in str(notice)
    assert not any(word in notice["text"] for word in UNKNOWN.split() if len(word) > 5)

    assert f"/questions/{question}" in staff.see("/questions")
    assert UNKNOWN in staff.see(f"/questions/{question}")
    before = len(resident.messages())
    staff.replies(question, "A librarian in Idrija can tell you: <ask> at [the film shelf] & co.")
    [reply] = resident.hears(before, 1)
    assert say("en", "staff-reply-title") in texts([reply])
    assert "A librarian in Idrija can tell you: <ask> at [the film shelf] & co." in texts([reply])
    assert say("en", "staff-reply-next") in texts([reply])
    until(
        lambda: say("en", "desk-delivery-sent") in staff.see(f"/questions/{question}"),
        "the reply marked as sent",
    )

    more = "And is there one with English subtitles?"
    joined = resident.says(more)
    assert say("en", "joined-thread") in texts(joined)
    assert question_of(house, more) == question
    page = staff.see(f"/questions/{question}")
    assert page.index(UNKNOWN) < page.index("A librarian in Idrija") < page.index(more)


def test_thanks_do_not_go_into_the_thread(house: House, staff: Staff) -> None:
    resident = house.stranger("en").begins()
    words = "I would like to ask somebody about the opening of the new swimming pool"
    resident.says("/person")
    resident.says(words)
    question = question_of(house, words)
    before = len(resident.messages())
    staff.replies(question, "It opens in May.")
    resident.hears(before, 1)
    assert texts(resident.says("thank you very much")) == say("en", "thanks")
    assert len(house.rows("select 1 from thread_message where question_id = ?", question)) == 2


def test_a_refusal_keeps_nothing(house: House) -> None:
    resident = house.stranger("sq")
    resident.says("Çfarë ngrënë dinosaurët e mëdhenj para miliona vitesh?", answers=2)
    [refused] = resident.taps(say("sq", "button-refuse"))
    assert texts([refused]) == say("sq", "consent-refused")
    # without consent every wish for a person asks for it first
    [again] = resident.says("/person")
    assert say("sq", "consent") in texts([again])
    assert house.rows("select 1 from thread_message where words like '%dinosaurët%'") == []


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        ("en", "my husband beats me and I am afraid"),
        ("sl", "mož me pretepa in bojim se"),
    ],
)
def test_danger_comes_first(house: House, staff: Staff, locale: str, words: str) -> None:
    """Numbers at once, a mark on top of the queue, and no words without consent."""
    resident = house.stranger(locale)
    heard = resident.says(words, answers=2)
    assert texts(heard[:1]) == say(locale, "cue-violence")
    assert "113" in texts(heard[:1])
    assert say(locale, "consent") in texts(heard)
    assert house.rows("select 1 from thread_message where words = ?", words) == []
    assert say("en", "desk-cue-violence") in staff.see("/")
    resident.taps(say(locale, "button-agree"), answers=1)
    question_of(house, words)
    assert say(locale, "button-person") in labels(heard)


def test_danger_in_the_middle_of_something(house: House) -> None:
    """A cue goes before commands and forms, and what is open stays open."""
    resident = house.stranger("en").begins()
    resident.says("/report")
    words = "My husband hits me. [The stairs] are dark."
    heard = resident.says(words, answers=2)
    assert texts(heard[:1]) == say("en", "cue-violence")
    assert texts(heard[-1:]) == say("en", "form-report-area")
    question_of(house, words)
    assert house.rows("select 1 from draft_words where words = ?", words)
    behind = resident.says("/person my husband hits me again", answers=1)
    assert texts(behind[:1]) == say("en", "cue-violence")
    assert texts(resident.says("/stop")) == say("en", "form-stopped")


def test_an_offer_ends_at_a_person(house: House) -> None:
    """«None of these» leads to the form, the form to a person."""
    resident = house.stranger("en").begins()
    for unsure in ("papers", "card", "money for children", "insurance", "school", "help at work"):
        heard = resident.says(unsure)
        if say("en", "offer") in texts(heard):
            break
    else:
        raise AssertionError("nothing was offered")
    topics = [each for each in labels(heard) if each not in OTHER_WAYS]
    assert 1 <= len(topics) <= 3
    [asked] = resident.taps(say("en", "button-none-person"))
    assert texts([asked]) == say("en", "form-human-question")
    handed = resident.says("Where do I get a card for the ski lift?")
    assert say("en", "handed-over", hours="Mon–Fri, 08:00–15:00") in texts(handed)
    question_of(house, "Where do I get a card for the ski lift?")
    assert say("en", "button-stop") not in labels(handed)
