"""Whatever comes in is answered or ignored as designed; nothing crashes, nothing is lost."""

from datetime import UTC, datetime
from typing import Any

import pytest
from running import House, Resident, say, texts, until

LATE = "my permit ends in three weeks, am I late?"
TITLE = "Renewing a residence permit"


def settled(house: House) -> bool:
    """Whether everything that was taken in is done with."""
    return not house.rows("select 1 from inbound where state in ('new', 'applied')")


def still_well(house: House, resident: Resident) -> None:
    """The same resident is answered, and nothing of theirs waits or has failed."""
    assert TITLE in texts(resident.says(LATE))
    until(lambda: settled(house), "an empty queue")


@pytest.fixture
def resident(house: House) -> Resident:
    resident = house.stranger("en")
    resident.says("hello")
    return resident


WORDS = {
    "long": "my permit ends in three weeks " * 340,
    "one long word": "x" * 10_000,
    "controls": "my permit\x00\x01\x07\x1b[31m ends\x7f in three weeks\u0085, am I late?",
    "overrides": "\u202emy permit ends\u202d in three weeks\u2066, am I late?\u2069",
    "emoji": "\U0001f469\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466 ?",
    "zalgo": "p\u0335\u0321e\u0321\u0337r\u0334m\u0337i\u0336t\u0334" * 30,
    "markup": "<b>permit</b> & <script>alert(1)</script> [x](tg://user?id=1) *_~`",
    "placeholders": "{name} {0} %s %(x)s ${x} {{ 7*7 }}",
    "sql": "'; drop table resident; --",
    "half an emoji": "my permit \ud83d ends",
}


@pytest.mark.parametrize("words", WORDS.values(), ids=WORDS.keys())
def test_odd_words(house: House, resident: Resident, words: str) -> None:
    assert resident.sends({"message": {"text": words}})
    house.said.append(words)
    still_well(house, resident)


@pytest.mark.parametrize("blank", ["\u200b", "\u2800", "\u202e\u202c", "\n\n\t", "\u3164 \u00ad"])
def test_nothing_to_read(house: House, resident: Resident, blank: str) -> None:
    assert resident.sends({"message": {"text": blank}})
    still_well(house, resident)


KINDS: dict[str, dict[str, Any]] = {
    "sticker": {
        "sticker": {
            "file_id": "s",
            "file_unique_id": "s",
            "type": "regular",
            "width": 1,
            "height": 1,
            "is_animated": False,
            "is_video": False,
        }
    },
    "voice": {"voice": {"file_id": "v", "file_unique_id": "v", "duration": 3}},
    "photo": {
        "photo": [{"file_id": "p", "file_unique_id": "p", "width": 1, "height": 1}],
        "caption": "is this my permit?",
    },
    "location": {"location": {"latitude": 46.0, "longitude": 14.0}},
    "contact": {"contact": {"phone_number": "+38640111222", "first_name": "Mirjeta"}},
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_text(house: House, resident: Resident, kind: str) -> None:
    assert texts(resident.sends({"message": KINDS[kind]})) == say("en", "only-text")
    still_well(house, resident)


def test_an_edited_message(house: House, resident: Resident) -> None:
    mine = next(each for each in resident.messages() if each["from"] == "resident")
    edited = {"edited_message": {"message_id": mine["message_id"], "text": "hello again"}}
    edited["edited_message"]["edit_date"] = int(datetime.now(UTC).timestamp())
    assert texts(resident.sends(edited)) == say("en", "edited")
    still_well(house, resident)


FORGED = [
    "",
    "x",
    "1",
    "1:",
    "9:t:residence.renew_permit",
    "1:t:no.such_topic",
    "1:t:residence.renew_permit:more",
    "1:d:2",
    "1:c:yes:robbery",
    "1:sp:aaaaaaaaaaaa:0:work",
    "1:ss:zzzzzzzzzzzz",
    "1:f:report:consent:yes",
    "1:f:report:problem:x",
    "1:l:xx",
    "1:m:' or 1=1",
    "ж" * 40,
    "x" * 1000,
    '/faq{"topic":"x"}',
]


def test_forged_buttons(house: House, resident: Resident) -> None:
    last = resident.messages()[-1]["message_id"]
    for data in FORGED:
        heard = resident.presses(last, data, forged=True)
        assert texts(heard) == say("en", "old-button"), data
    still_well(house, resident)


def test_a_tap_without_data_or_message(house: House, resident: Resident) -> None:
    person = {"id": resident.chat, "is_bot": False, "first_name": "Mirjeta"}
    chat = {"id": resident.chat, "type": "private"}
    gone = {"chat": chat, "message_id": 1, "date": 0}
    for callback in (
        {"id": "1", "from": person, "chat_instance": "1", "message": gone},
        {"id": "2", "from": person, "chat_instance": "1", "message": gone, "data": "1:p"},
        {"id": "3", "from": person, "chat_instance": "1", "data": "1:p"},
        {"id": "4", "from": person, "chat_instance": "1", "inline_message_id": "x"},
    ):
        resident.post("updates", {"callback_query": callback})
    until(lambda: settled(house), "an empty queue")
    still_well(house, resident)


@pytest.mark.parametrize("chat", [-7_310_000_555, -1007310000556])
def test_a_group_is_left(house: House, resident: Resident, chat: int) -> None:
    group = Resident(house.telegram, chat, "en", house.said)
    house.chats.append(-chat)
    group.post("messages", {"text": "hello all", "language_code": "sq", "from_id": 5})
    [goodbye] = group.hears(0, 1)
    assert texts([goodbye]) == say("sq", "private-only")
    kind = {"id": chat, "type": "supergroup", "title": "Sosedje"}
    me = {"id": 1001, "is_bot": True, "first_name": "Povezani"}
    member = {
        "chat": kind,
        "from": {"id": 5, "is_bot": False, "first_name": "Mirjeta"},
        "date": 1_790_000_000,
        "old_chat_member": {"user": me, "status": "member"},
        "new_chat_member": {"user": me, "status": "left"},
    }
    group.post("updates", {"my_chat_member": member})
    until(lambda: settled(house), "an empty queue")
    assert len(group.messages()) == 2
    still_well(house, resident)


def test_blocked_and_back(house: House, resident: Resident) -> None:
    resident.begins()
    resident.post("block", {})
    unreachable = "select count(*) from contact where unreachable_since is not null"
    until(lambda: house.rows(unreachable) == [(1,)], "the chat noted as closed")
    resident.post("unblock", {})
    until(lambda: house.rows(unreachable) == [(0,)], "the chat noted as open")
    still_well(house, resident)


@pytest.mark.parametrize(
    "update",
    [
        {},
        {"poll": {"id": "1"}},
        {"something_new": {"chat": {"id": 1}}},
        {"message_reaction": {"chat": {"id": 1, "type": "private"}}},
        {"message": {"message_auto_delete_timer_changed": {"message_auto_delete_time": 5}}},
    ],
)
def test_an_update_of_an_unknown_type(
    house: House, resident: Resident, update: dict[str, Any]
) -> None:
    resident.post("updates", update)
    still_well(house, resident)


@pytest.mark.parametrize(
    "update",
    [
        {"message": {"message_id": "seven", "text": "which office"}},
        {"message": {"text": ["a", "list"], "date": "yesterday"}},
        {"callback_query": {"id": None, "message": {"chat": {"id": 0}}}},
        {"message": None, "edited_message": 5},
    ],
)
def test_what_cannot_be_parsed_goes_to_staff_after_five_tries(
    house: House, update: dict[str, Any]
) -> None:
    resident = house.stranger("en")
    resident.says("hello")
    heard = len(resident.messages())
    failed = len(house.rows("select 1 from inbound where state = 'failed'"))
    resident.post("updates", update)

    def given_up() -> bool:
        # the waits between the tries are taken out
        house.write(
            "update inbound set due = received_at where state = 'new' and tries between 1 and 4"
        )
        return len(house.rows("select 1 from inbound where state = 'failed'")) == failed + 1

    until(given_up, "five tries")
    assert house.rows("select max(tries) from inbound where state = 'failed'") == [(5,)]
    if "callback_query" not in update and update["message"]:
        told = [each for each in resident.messages()[heard:] if each["from"] == "bot"]
        assert texts(told) == say("en", "failed")
        assert house.rows("select 1 from question where reason = 'failed'")
    # it has held up nobody
    still_well(house, resident)


def test_ids_that_come_twice_and_out_of_order(house: House, resident: Resident) -> None:
    sent = resident.post("messages", {"text": LATE, "language_code": "en"})
    heard = resident.hears(len(resident.messages()) - 1, 1)
    message = next(m for m in reversed(resident.messages()) if m["from"] == "resident")
    again = {"message_id": message["message_id"], "text": LATE}
    resident.post("updates", {"update_id": sent["update_id"], "message": again})
    resident.says("/help")
    assert resident.heard().count(TITLE) == texts(heard).count(TITLE)
    until(lambda: settled(house), "an empty queue")


def test_many_at_once_are_all_answered_in_their_order(house: House) -> None:
    """Twenty messages without waiting: each is answered once, none overtakes another."""
    resident = house.stranger("en")
    for number in range(10):
        resident.post("messages", {"text": "/help", "language_code": "en"})
        resident.post("messages", {"text": f"/nothing{number}", "language_code": "en"})
    heard = resident.hears(0, 20)
    expected = [say("en", "help"), say("en", "unknown-command")] * 10
    assert [texts([each]) for each in heard] == expected


def test_nothing_waits_and_nothing_else_failed(house: House) -> None:
    until(lambda: settled(house), "an empty queue")
    failed = house.rows("select error, count(*) from inbound where state = 'failed' group by 1")
    assert failed == [("ValidationError", 4)]
    handled = "from inbound where state = 'handled'"
    assert house.rows(f"select 1 {handled} and payload is not null") == []
    assert house.rows(f"select 1 {handled} and chat_hash is not null") == []
