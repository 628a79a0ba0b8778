"""What is kept about a resident: shown to them, deleted by them, and nothing before their yes."""

import json
from pathlib import Path
from typing import Any

from running import HTTP, NATIVE_NAMES, House, Resident, Staff, say, texts, until


def words_on_disk(house: House, *texts_: str) -> list[str]:
    """Files under ``var`` that hold any of this, in UTF-8 or UTF-16; not Telegram's side."""
    shapes = {
        shape
        for words in texts_
        for shape in (
            words.encode(),
            words.encode("utf-16-le"),
            words.encode("utf-16-be"),
            json.dumps(words)[1:-1].encode(),
        )
    }
    found = []
    for file in house.var.rglob("*"):
        # the model was trained before anybody wrote
        if not file.is_file() or file.name.startswith(("rehearsal.db", "model.tar")):
            continue
        try:
            content = file.read_bytes()
        except FileNotFoundError:  # a journal that was just closed
            continue
        if any(shape in content for shape in shapes):
            found.append(str(file.relative_to(house.var)))
    return found


def resident_of(house: House, known: set[str]) -> tuple[str, str]:
    """Id and conversation of the resident who came after these."""
    [row] = [
        each
        for each in house.rows("select id, conversation from resident")
        if each[0] not in known
    ]
    return row


def ids(house: House) -> set[str]:
    return {each for (each,) in house.rows("select id from resident")}


def document(house: House, resident: Resident, message: dict[str, Any]) -> Any:
    got = HTTP.get(
        f"{house.telegram}/rehearsal/chats/{resident.chat}/documents/"
        f"{message['document']['file_id']}"
    )
    assert got.status_code == 200
    return got.json()


def places(house: House, *needles: str) -> dict[str, int]:
    """Tables in which any of these stands, in any column."""
    found = {}
    for (table,) in house.rows("select name from sqlite_master where type = 'table'"):
        rows = house.rows(f"select * from {table}")  # noqa: S608 - names from the schema
        number = sum(any(needle in str(row) for needle in needles) for row in rows)
        if number:
            found[table] = number
    return found


def test_before_consent_no_words_are_on_disk(house: House) -> None:
    resident = house.stranger("en")
    canaries = (
        "zlatorumeni kanarcek sedemnajst prepeva",
        "Plavi gušter čita novine 83911",
        "канарейка под мостом 83912",
    )
    for words in canaries:
        resident.says(words)
    resident.says("/person")
    resident.taps(say("sl", "button-refuse"))  # by now the bot follows the Slovene words
    resident.says(f"{canaries[0]} again")
    for words in canaries:
        assert words_on_disk(house, words) == []
    # the way of looking finds what is there
    resident.says(f"/person {canaries[0]}")
    resident.taps(say("sl", "button-agree"))
    resident.says(canaries[1])
    assert any(name.startswith("povezani.db") for name in words_on_disk(house, canaries[1]))
    assert words_on_disk(house, canaries[2]) == []


def test_my_data_and_delete(house: House, staff: Staff) -> None:
    known = ids(house)
    resident = house.stranger("sq").begins()
    me, conversation = resident_of(house, known)
    report = "Rruga për në shkollë është [e errët] {shumë}"
    question = "Pyetja ime për një njeri: kush rregullon dritat 4471?"
    draft = "Një raport i papërfunduar 4472"
    resident.says("/report")
    resident.says(report)
    resident.taps("Shëndeti")
    resident.taps(say("sq", "button-skip"))
    assert texts(resident.taps(say("sq", "button-yes"))) == say("sq", "report-kept")
    resident.says("/person")
    resident.says(question)
    resident.says("/report")
    resident.says(draft)
    resident.says("/stop")

    [shown] = resident.says("/mydata")
    assert say("sq", "my-data", questions=1, surveys=0, challenges=1, consent="yes") in texts(
        [shown]
    )
    assert shown["document"]["file_name"] == "povezani.json"
    data = document(house, resident, shown)
    assert data["consent"]["given"] is True
    assert data["resident"]["language"] == "sq"
    assert [each["text"] for each in data["challenges"]] == [report]
    assert [m["text"] for q in data["questions"] for m in q["messages"]] == [question]
    assert [each["words"] for each in data["drafts"] if each["state"] == "broken"] == [
        {"problem": draft}
    ]
    assert str(resident.chat) not in json.dumps(data)

    shelf = "select count(*) from conversation where sender = ?"
    assert house.rows(shelf, conversation, file="rasa/trackers.db") == [(1,)]
    [(mark,)] = house.rows("select chat_hash from contact where resident_id = ?", me)
    assert set(places(house, me)) >= {"resident", "contact", "consent", "evidence", "question"}

    resident.says("/delete")
    assert texts(resident.taps(say("sq", "button-delete-no"))) == say("sq", "not-deleted")
    assert me in ids(house)
    resident.says("/delete")
    assert texts(resident.taps(say("sq", "button-delete-yes"))) == say("sq", "deleted")
    until(
        lambda: not house.rows("select 1 from inbound where state in ('new', 'applied')"), "done"
    )
    assert places(house, me, conversation, mark, report, question, draft) == {}
    for table in ("conversation", "reply"):
        left = f"select 1 from {table} where sender = ?"  # noqa: S608 - names of ours
        assert house.rows(left, conversation, file="rasa/trackers.db") == []
    assert question not in staff.see("/questions")
    assert report not in staff.see("/challenges")
    assert me in (house.var / "deletions.log").read_text(encoding="utf-8")

    # whoever writes again is somebody new
    known = ids(house)
    assert say("sq", "welcome") in texts(resident.says("/start", answers=2))
    again, _ = resident_of(house, known)
    assert again != me
    [shown] = resident.says("/mydata")
    assert document(house, resident, shown)["consent"] is None


def test_delete_and_my_data_work_in_every_language(house: House) -> None:
    for locale, name in NATIVE_NAMES.items():
        resident = house.stranger(locale)
        resident.says("/start", answers=2)
        resident.taps(name, answers=3)
        [shown] = resident.says("/mydata")
        expected = say(locale, "my-data", questions=0, surveys=0, challenges=0, consent="no")
        assert texts([shown]).endswith(expected)
        assert texts(resident.says("/delete")) == say(locale, "delete-ask")
        assert texts(resident.taps(say(locale, "button-delete-yes"))) == say(locale, "deleted")


def test_a_sentence_asks_before_it_deletes(house: House) -> None:
    resident = house.stranger("en").begins()
    assert texts(resident.says("please delete all my data")) == say("en", "delete-ask")


def test_the_chat_id_stands_nowhere_in_the_clear(house: House) -> None:
    assert words_on_disk(house, *map(str, house.chats)) == []
    key = Path(house.var / "secret" / "key")
    assert key.stat().st_mode & 0o077 == 0
