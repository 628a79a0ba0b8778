"""The store on SQLite and on PostgreSQL: each query, read back through another unit of work."""

import asyncio
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import LargeBinary, String, Text, func, select
from sqlalchemy.exc import IntegrityError

from db.base import Base
from db.intake import MOST_TRIES, NewUpdate
from db.models import Challenge, Delivery, Question, Resident, Response, ThreadMessage
from db.people import NO_TITLE
from db.retention import remove_old
from db.uow import Store, UnitOfWork

NOW = datetime(2026, 11, 23, 8, 0, 0, 123456, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
ARABIC = "كلمات خاصة {braces} [brackets] 😀"


async def welcome(work: UnitOfWork, chat: str = "chat", locale: str | None = "ar") -> Resident:
    return await work.people.welcome(
        bot="resident", chat_hash=chat, chat_cipher=b"\x00sealed\xff", locale=locale, now=NOW
    )


async def new_resident(store: Store, chat: str = "chat") -> str:
    async with store() as work:
        resident = await welcome(work, chat)
        await work.commit()
    return resident.id


async def new_staff(store: Store, login: str = "Ana") -> str:
    async with store() as work:
        staff = await work.staff.add(
            login=login, password_hash="h", role="reviewer", locale="sl", now=NOW
        )
        await work.commit()
    return staff.id


async def new_response(store: Store, resident_id: str) -> str:
    async with store() as work:
        version = await work.surveys.keep("s", definition={"x": 1}, digest="d", now=NOW)
        response = await work.surveys.invite(version, resident_id, locale="ar", now=NOW)
        await work.commit()
    return response.id


# the unit of work


async def test_without_a_commit_nothing_is_kept(store: Store) -> None:
    async with store() as work:
        resident = await welcome(work)
    async with store(read_only=True) as work:
        assert await work.people.by_id(resident.id) is None


async def test_a_fault_takes_everything_back(store: Store) -> None:
    class Broken(Exception):
        pass

    async def break_off() -> None:
        async with store() as work:
            await welcome(work)
            raise Broken

    with pytest.raises(Broken):
        await break_off()
    async with store(read_only=True) as work:
        assert await work.people.number() == 0


async def test_moments_come_back_with_their_zone_and_microseconds(store: Store) -> None:
    ljubljana = datetime.fromisoformat("2026-11-23T09:00:00.123456+01:00")
    async with store() as work:
        resident = await work.people.welcome(
            bot="resident", chat_hash="c", chat_cipher=b"x", locale=None, now=ljubljana
        )
        await work.commit()
    async with store(read_only=True) as work:
        found = await work.people.by_id(resident.id)
        assert found is not None
        assert found.created_at == NOW
        assert found.created_at.utcoffset() == timedelta()


async def test_a_moment_without_a_zone_is_refused(store: Store) -> None:
    async with store() as work:
        with pytest.raises(Exception, match="without a time zone"):
            await work.people.welcome(
                bot="resident",
                chat_hash="c",
                chat_cipher=b"x",
                locale=None,
                now=NOW.replace(tzinfo=None),
            )


async def test_a_reader_never_waits_for_a_writer(store: Store) -> None:
    resident_id = await new_resident(store)
    async with store() as writer:
        resident = await writer.people.by_id(resident_id)
        assert resident is not None
        resident.locale = "uk"
        await writer.session.flush()
        async with asyncio.timeout(2):
            async with store(read_only=True) as reader:
                seen = await reader.people.by_id(resident_id)
        assert seen is not None
        assert seen.locale == "ar"
        await writer.commit()


# people


async def test_a_resident_is_found_by_their_chat_only(store: Store) -> None:
    resident_id = await new_resident(store)
    async with store(read_only=True) as work:
        found = await work.people.by_chat("resident", "chat")
        assert found is not None
        assert found.id == resident_id
        assert await work.people.by_chat("resident", "another") is None
        assert await work.people.by_chat("coordinator", "chat") is None
        contact = await work.people.contact(resident_id)
        assert contact is not None
        assert contact.chat_cipher == b"\x00sealed\xff"
    async with store() as work:
        with pytest.raises(IntegrityError):
            await welcome(work)


async def test_the_newest_consent_counts_and_who_is_willing(store: Store) -> None:
    ids = [await new_resident(store, str(number)) for number in range(5)]
    async with store() as work:
        for number, each in enumerate(ids[:4]):
            await work.people.keep_consent(each, version="1", locale="ar", given=True, now=NOW)
            if number == 1:
                await work.people.keep_consent(
                    each, version="1", locale="ar", given=False, now=LATER
                )
        stopped = await work.people.by_id(ids[2])
        assert stopped is not None
        stopped.stopped_at = NOW
        await work.people.mark_reachable(ids[3], NOW)
        await work.commit()
    async with store(read_only=True) as work:
        assert [each.id for each in await work.people.willing()] == [ids[0]]
        assert await work.people.willing(ids[1:]) == []
        assert await work.people.agreed(ids[0])
        assert not await work.people.agreed(ids[1])
        assert not await work.people.agreed(ids[4])
        assert await work.people.number() == 5
    async with store() as work:
        await work.people.mark_reachable(ids[3], None)
        await work.commit()
    async with store(read_only=True) as work:
        assert {each.id for each in await work.people.willing()} == {ids[0], ids[3]}


# intake


async def test_an_update_is_taken_in_once_and_done_once(store: Store) -> None:
    updates = [NewUpdate(number, "h", b"sealed") for number in (2**40, 2**40 + 1)]
    async with store() as work:
        assert await work.intake.take_in("resident", updates, NOW) == 2
        assert await work.intake.take_in("coordinator", updates[:1], NOW) == 1
        await work.commit()
    async with store() as work:
        assert await work.intake.take_in("resident", updates, NOW) == 0
        assert await work.intake.take_in("resident", [], NOW) == 0
        await work.commit()
    async with store() as work:
        waiting = await work.intake.waiting("resident", NOW, 10)
        assert [row.update_id for row in waiting] == [2**40, 2**40 + 1]
        assert await work.intake.newest("resident") == 2**40 + 1
        assert await work.intake.apply("resident", 2**40, {"locale": "sl", "screens": []})
        await work.commit()
    async with store() as work:
        assert not await work.intake.apply("resident", 2**40, {})
        await work.intake.note_shown("resident", 2**40, [5])
        await work.intake.finish("resident", 2**40, shown=[5, 6], now=NOW)
        await work.commit()
    async with store(read_only=True) as work:
        row = await work.intake.row("resident", 2**40)
        assert row is not None
        assert (row.state, row.payload, row.chat_hash, row.outcome) == ("handled",) + (None,) * 3
        assert row.shown == [5, 6]
        assert [each.update_id for each in await work.intake.waiting("resident", NOW, 9)] == [
            2**40 + 1
        ]


async def test_an_update_that_fails_waits_longer_each_time_then_goes_to_staff(
    store: Store,
) -> None:
    async with store() as work:
        await work.intake.take_in("resident", [NewUpdate(1, "h", b"x")], NOW)
        await work.commit()
    dues = []
    for number in range(MOST_TRIES):
        async with store() as work:
            if number == 2:
                until = NOW + timedelta(days=1)
                state = await work.intake.put_off(
                    "resident", 1, error="retry_after", now=NOW, until=until
                )
                assert state == "new"
            state = await work.intake.put_off("resident", 1, error="E" * 300, now=NOW)
            await work.commit()
        async with store(read_only=True) as work:
            row = await work.intake.row("resident", 1)
            assert row is not None
            dues.append(row.due)
    assert state == "failed"
    assert dues == sorted(set(dues))
    async with store() as work:
        assert await work.intake.erase_payloads(NOW) == 0
        assert await work.intake.erase_payloads(LATER) == 1
        assert await work.intake.remove_handled(LATER) == 1
        await work.commit()
    async with store(read_only=True) as work:
        assert await work.intake.row("resident", 1) is None


async def test_a_form_keeps_words_and_is_left_or_dropped(store: Store) -> None:
    resident_id = await new_resident(store)
    async with store() as work:
        draft = await work.intake.begin_draft(resident_id, "report", "problem", NOW)
        await work.intake.keep_words(draft, words="prvo", update_id=1, now=NOW)
        await work.intake.keep_words(draft, words=ARABIC, update_id=2, now=LATER)
        await work.commit()
    async with store() as work:
        found = await work.intake.open_draft(resident_id)
        assert found is not None
        assert await work.intake.words(found.id) == {"problem": ARABIC}
        assert await work.intake.words_by_update(found.id, 2)
        assert not await work.intake.words_by_update(found.id, 1)
        assert await work.intake.left_drafts(LATER) == []
        (left,) = await work.intake.left_drafts(LATER + timedelta(seconds=1))
        left.state = "broken"
        await work.commit()
    async with store() as work:
        assert await work.intake.open_draft(resident_id) is None
        (broken,) = await work.intake.broken_drafts()
        assert (await work.intake.draft(broken.id)) is broken
        await work.intake.drop_draft(broken)
        await work.commit()
    async with store(read_only=True) as work:
        (dropped,) = await work.intake.drafts_of(resident_id)
        assert dropped.state == "dropped"
        assert await work.intake.words(dropped.id) == {}


# questions


async def test_a_thread_opens_is_answered_and_opens_again(store: Store) -> None:
    resident_id, staff_id = await new_resident(store), await new_staff(store)
    async with store() as work:
        question = await work.questions.ask(
            resident_id, reason="unknown", locale="ar", words=ARABIC, update_id=2**40, now=NOW
        )
        urgent = await work.questions.ask(
            resident_id,
            reason="cue",
            locale="ar",
            words="",
            update_id=None,
            now=LATER,
            cue="medical",
        )
        await work.commit()
    async with store() as work:
        assert [each.id for each in await work.questions.queue()] == [urgent.id, question.id]
        found = await work.questions.by_id(question.id)
        assert found is not None
        reply = await work.questions.add(found, words="Odgovor", now=LATER, staff_id=staff_id)
        assert found.state == "answered"
        await work.commit()
    async with store() as work:
        found = await work.questions.by_id(question.id)
        assert found is not None
        await work.questions.add(found, words="Še to", now=LATER, update_id=3)
        assert (found.state, found.waiting_since) == ("open", LATER)
        await work.commit()
    async with store(read_only=True) as work:
        thread = await work.questions.thread(question.id)
        assert sorted(message.words for message in thread) == sorted([ARABIC, "Odgovor", "Še to"])
        assert thread[0].words == ARABIC
        message = await work.questions.message(reply.id)
        assert message is not None
        assert message.staff_id == staff_id
        assert await work.questions.counts() == {"open": 2}
        assert {each.id for each in await work.questions.of(resident_id)} == {
            question.id,
            urgent.id,
        }
        joined = await work.questions.open_of(resident_id)
        assert joined is not None
    async with store() as work:
        again = await work.questions.by_id(question.id)
        assert again is not None
        with pytest.raises(IntegrityError):
            await work.questions.add(again, words="dvakrat", now=LATER, update_id=3)


# knowledge


async def test_feedback_counts_a_tap_once(store: Store) -> None:
    for helped in (False, True):
        async with store() as work:
            await work.knowledge.keep_feedback(
                2**40, topic_id="a.b", locale="sl", helped=helped, day=date(2026, 11, 23)
            )
            await work.commit()
    async with store() as work:
        await work.knowledge.keep_feedback(
            1, topic_id="a.b", locale="sl", helped=False, day=date(2026, 11, 23)
        )
        await work.commit()
    async with store(read_only=True) as work:
        assert await work.knowledge.feedback() == {"a.b": (1, 1)}


# surveys


async def test_the_same_questions_are_the_same_version(store: Store) -> None:
    for digest in ("a", "a", "b"):
        async with store() as work:
            await work.surveys.keep("s", definition={"title": ARABIC}, digest=digest, now=NOW)
            await work.commit()
    async with store(read_only=True) as work:
        assert [each.number for each in await work.surveys.versions("s")] == [1, 2]
        newest = await work.surveys.newest("s")
        assert newest is not None
        assert newest.definition == {"title": ARABIC}
        assert await work.surveys.version(newest.id) is newest
        assert await work.surveys.newest("other") is None


async def test_one_response_a_resident_however_often_they_are_asked(store: Store) -> None:
    ids = [await new_resident(store, str(number)) for number in range(3)]
    first = await new_response(store, ids[0])
    async with store() as work:
        version = await work.surveys.newest("s")
        assert version is not None
        made = await work.surveys.invite_all(version, dict.fromkeys(ids, "sl"), NOW)
        assert set(made) == set(ids[1:])
        assert await work.surveys.invite_all(version, {}, NOW) == {}
        await work.commit()
    async with store(read_only=True) as work:
        assert await work.surveys.invited("s") == set(ids)
        assert [each.id for each in await work.surveys.of(ids[0])] == [first]
        responses = await work.surveys.responses("s")
        assert [each.id for each in responses] == sorted(each.id for each in responses)
        (figures,) = await work.surveys.figures()
        assert (figures.invited, figures.started, figures.finished) == (3, 0, 0)


async def test_a_later_reply_replaces_an_earlier_one_which_stays_as_history(
    store: Store,
) -> None:
    response_id = await new_response(store, await new_resident(store))
    given: list[tuple[str, Any, str | None]] = [
        ("one", "a", None),
        ("one", "b", None),
        ("many", ["x", "y"], None),
        ("open", None, ARABIC),
    ]
    for number, (question, value, words) in enumerate(given):
        async with store() as work:
            response = await work.surveys.response(response_id)
            assert response is not None
            response.state = "started"
            await work.surveys.keep_reply(
                response,
                question,
                value=value,
                words=words,
                update_id=number,
                now=NOW + timedelta(seconds=number),
            )
            await work.commit()
    async with store(read_only=True) as work:
        kept = (await work.surveys.replies([response_id, "nobody"]))[response_id]
        assert kept["one"].value == "b"
        assert kept["many"].value == ["x", "y"]
        assert (kept["open"].value, kept["open"].words) == (None, ARABIC)
        assert [each.value for each in await work.surveys.history(response_id)][:2] == ["a", "b"]
        found = await work.surveys.reply(kept["one"].id)
        assert found is not None
        response = await work.surveys.response(response_id)
        assert response is not None
        current = await work.surveys.open_of(response.resident_id)
        assert current is not None
    async with store() as work:
        response = await work.surveys.response(response_id)
        assert response is not None
        await work.surveys.withdraw_reply(response, "one", LATER)
        await work.commit()
    async with store(read_only=True) as work:
        assert "one" not in (await work.surveys.replies([response_id]))[response_id]


# sending


async def queue(store: Store, resident_id: str, ref: str, **more: Any) -> str:
    async with store() as work:
        row = work.sending.queue(
            bot="resident",
            kind=more.pop("kind", "survey_invitation"),
            ref=ref,
            resident_id=resident_id,
            now=NOW,
            **more,
        )
        await work.commit()
    return row.id


async def delivery(store: Store, delivery_id: str) -> Delivery:
    async with store(read_only=True) as work:
        row = await work.sending.by_id(delivery_id)
    assert row is not None
    return row


async def test_persons_before_bulk_and_nothing_before_its_time(store: Store) -> None:
    resident_id = await new_resident(store)
    bulk = await queue(store, resident_id, "a")
    person = await queue(store, resident_id, "b", kind="staff_reply", priority=1)
    await queue(store, resident_id, "c", due=LATER)
    async with store() as work:
        assert await work.sending.any_due("resident", NOW)
        assert not await work.sending.any_due("coordinator", NOW)
        claimed = await work.sending.claim("resident", NOW, 10)
        assert [each.id for each in claimed] == [person, bulk]
        await work.commit()
    async with store() as work:
        assert await work.sending.claim("resident", NOW, 10) == []
        assert len(await work.sending.claim("resident", LATER, 10)) == 1


async def test_a_delivery_is_asked_for_once(store: Store) -> None:
    resident_id = await new_resident(store)
    await queue(store, resident_id, "a")
    with pytest.raises(IntegrityError):
        await queue(store, resident_id, "a")


async def test_a_delivery_goes_to_exactly_one_kind_of_person(store: Store) -> None:
    async with store() as work:
        work.sending.queue(bot="resident", kind="staff_reply", ref="a", now=NOW)
        with pytest.raises(IntegrityError):
            await work.session.flush()


async def test_a_claim_belongs_to_one_sender_and_has_one_end(store: Store) -> None:
    row_id = await queue(store, await new_resident(store), "a")
    async with store() as work:
        await work.sending.claim("resident", NOW, 1)
        await work.commit()
    async with store() as work:
        assert not await work.sending.depart(row_id, claimed_at=LATER, now=LATER)
        assert await work.sending.depart(row_id, claimed_at=NOW, now=LATER)
        assert not await work.sending.depart(row_id, claimed_at=NOW, now=LATER)
        assert not await work.sending.release(row_id, claimed_at=NOW, due=LATER, unless_left=True)
        await work.commit()
    assert (await delivery(store, row_id)).left_at == LATER
    async with store() as work:
        assert await work.sending.settle(
            row_id, claimed_at=NOW, state="sent", now=LATER, message_id=7
        )
        await work.commit()
    async with store() as work:
        assert not await work.sending.settle(row_id, claimed_at=NOW, state="failed", now=LATER)
        assert not await work.sending.release(row_id, claimed_at=NOW, due=LATER)
    row = await delivery(store, row_id)
    assert (row.state, row.message_id, row.sent_at, row.tries) == ("sent", 7, LATER, 1)


async def test_a_stranded_delivery_is_sent_again_or_unknown(store: Store) -> None:
    resident_id = await new_resident(store)
    response_id = await new_response(store, resident_id)
    here = await queue(store, resident_id, "here")
    away = await queue(store, resident_id, response_id)
    async with store() as work:
        await work.sending.claim("resident", NOW, 9)
        await work.sending.depart(away, claimed_at=NOW, now=NOW)
        await work.commit()
    async with store() as work:
        assert await work.sending.free_stranded("resident", claimed_before=NOW, now=NOW) == (0, 0)
        assert await work.sending.free_stranded("resident", claimed_before=LATER, now=LATER) == (
            1,
            1,
        )
        assert await work.sending.unknown_invitations("s") == [response_id]
        assert await work.sending.confirm_answered() == 0
        await work.commit()
    assert (await delivery(store, here)).state == "queued"
    assert (await delivery(store, away)).state == "unknown"
    async with store() as work:
        assert await work.sending.send_again("survey_invitation", [response_id], LATER) == 1
        await work.session.rollback()
        response = await work.surveys.response(response_id)
        assert response is not None
        response.state = "started"
        await work.session.flush()
        assert await work.sending.confirm_answered() == 1
        await work.commit()
    row = await delivery(store, away)
    assert (row.state, row.sent_at) == ("sent", NOW)
    async with store(read_only=True) as work:
        assert await work.sending.states("survey_invitation") == {"queued": 1, "sent": 1}
        assert await work.sending.invited_at("s") == {response_id: NOW}
        about = await work.sending.about("survey_invitation", ["here"])
        assert about["here"].id == here
        assert len(await work.sending.of_resident(resident_id)) == 2


async def test_who_opts_out_gets_no_survey_but_their_reply(store: Store) -> None:
    resident_id = await new_resident(store)
    survey = await queue(store, resident_id, "a")
    reply = await queue(store, resident_id, "b", kind="staff_reply")
    async with store() as work:
        await work.sending.drop_waiting(resident_id)
        await work.commit()
    assert (await delivery(store, survey)).state == "dropped"
    assert (await delivery(store, reply)).state == "queued"


async def test_a_pause_is_never_shortened(store: Store) -> None:
    for until in (LATER, NOW):
        async with store() as work:
            await work.sending.pause("resident", until)
            await work.commit()
    async with store(read_only=True) as work:
        assert await work.sending.paused_until("resident") == LATER
        assert await work.sending.paused_until("coordinator") is None


async def test_a_reply_that_did_not_arrive_is_seen(store: Store) -> None:
    resident_id, staff_id = await new_resident(store), await new_staff(store)
    async with store() as work:
        question = await work.questions.ask(
            resident_id, reason="person", locale="ar", words="x", update_id=1, now=NOW
        )
        message = await work.questions.add(question, words="y", now=NOW, staff_id=staff_id)
        row = work.sending.queue(
            bot="resident", kind="staff_reply", ref=message.id, resident_id=resident_id, now=NOW
        )
        row.state = "unreachable"
        await work.commit()
    async with store(read_only=True) as work:
        ((lost, thread),) = await work.sending.lost_replies()
        assert (lost.ref, thread.id) == (message.id, question.id)


CLAIMER = """
import asyncio, sys
from datetime import UTC, datetime
from db.engine import build_engine
from db.uow import UnitOfWork

async def main(url):
    engine = build_engine(url)
    print("ready", flush=True)
    sys.stdin.readline()
    for _ in range(200):
        async with UnitOfWork(engine) as work:
            for row in await work.sending.claim("resident", datetime(2026, 11, 24, tzinfo=UTC), 1):
                print(row.id)
            await work.commit()
    await engine.dispose()

asyncio.run(main(sys.argv[1]))
"""


async def test_two_processes_claim_400_rows_once_each(store: Store, store_url: str) -> None:
    ids = [await new_resident(store, str(number)) for number in range(4)]
    async with store() as work:
        for number in range(400):
            work.sending.queue(
                bot="resident",
                kind="survey_invitation",
                ref=f"r{number}",
                resident_id=ids[number % 4],
                now=NOW,
            )
        await work.commit()
    claimers = [
        await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            CLAIMER,
            store_url,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            cwd=Path(__file__).parents[2],
        )
        for _ in range(2)
    ]
    for each in claimers:
        assert each.stdout is not None
        assert await each.stdout.readline() == b"ready\n"
    claimed: list[bytes] = []
    for out, err in await asyncio.gather(*(each.communicate(b"go\n") for each in claimers)):
        assert err == b""
        claimed += out.split()
    assert len(claimed) == len(set(claimed)) == 400


# the plan


async def test_a_challenge_with_its_evidence(store: Store) -> None:
    resident_id, staff_id = await new_resident(store), await new_staff(store)
    async with store() as work:
        report = await work.plan.add(title="x" * 300, category="health", created_by=None, now=NOW)
        made = await work.plan.add(
            title="Zdravniki", category="health", created_by=staff_id, now=LATER
        )
        await work.plan.add_evidence(
            made,
            kind="reply",
            ref="reply1",
            resident_id=resident_id,
            words=ARABIC,
            locale="ar",
            at=NOW,
            proposal="Predlog",
        )
        await work.commit()
    async with store(read_only=True) as work:
        assert [(each.id, number) for each, number in await work.plan.all()] == [
            (made.id, 1),
            (report.id, 0),
        ]
        found = await work.plan.by_id(made.id)
        assert found is not None
        assert (found.state, report.state, len(report.title)) == ("accepted", "new", 200)
        (evidence,) = await work.plan.evidence(made.id)
        assert (evidence.words, evidence.proposal) == (ARABIC, "Predlog")
        resting = await work.plan.resting_on("reply", "reply1")
        assert resting is not None
        assert len(await work.plan.evidence_of(resident_id)) == 1


# staff


async def test_staff_log_in_link_and_are_audited(store: Store) -> None:
    staff_id = await new_staff(store)
    async with store() as work:
        found = await work.staff.by_login(" ANA ")
        assert found is not None
        assert [each.id for each in await work.staff.all()] == [staff_id]
        await work.staff.log_in(staff_id, token_hash="t", csrf="c", now=NOW, until=LATER)
        await work.staff.log_in(staff_id, token_hash="u", csrf="c", now=NOW, until=LATER)
        await work.staff.offer_link(staff_id, code_hash="k", until=LATER)
        await work.staff.audit(
            "seen", subject="question", subject_id="q", staff_id=staff_id, now=NOW, detail={"n": 1}
        )
        await work.commit()
    async with store() as work:
        login = await work.staff.login("t", NOW)
        assert login is not None
        assert login[1].id == staff_id
        assert await work.staff.login("t", LATER) is None
        await work.staff.log_out("t")
        assert await work.staff.login("t", NOW) is None
        assert await work.staff.link("wrong", chat_cipher=b"x", now=NOW) is None
        assert await work.staff.link("k", chat_cipher=b"x", now=LATER) is None
        assert await work.staff.told() == []
        linked = await work.staff.link("k", chat_cipher=b"x", now=NOW)
        assert linked is not None
        assert await work.staff.link("k", chat_cipher=b"y", now=NOW) is None
        await work.commit()
    async with store() as work:
        assert [each.id for each in await work.staff.told()] == [staff_id]
        contact = await work.staff.contact(staff_id)
        assert contact is not None
        assert contact.chat_cipher == b"x"
        (entry,) = await work.staff.audits()
        assert (entry.deed, entry.detail) == ("seen", {"n": 1})
        assert await work.staff.audited(
            "seen", staff_id=staff_id, subject="question", subject_id="q", since=NOW
        )
        await work.staff.forget_logins(LATER)
        assert await work.staff.login("u", NOW) is None
        await work.staff.log_out_everywhere(staff_id)
        await work.staff.unlink(staff_id)
        await work.commit()
    async with store(read_only=True) as work:
        assert await work.staff.told() == []


# leaving


async def a_whole_life(store: Store, chat: str, staff_id: str, number: int) -> str:
    """A resident who has left something in every table that takes it."""
    resident_id = await new_resident(store, chat)
    response_id = await new_response(store, resident_id)
    words = f"{ARABIC} {chat}"
    async with store() as work:
        await work.intake.take_in(
            "resident", [NewUpdate(number, chat, b"sealed" + chat.encode())], NOW
        )
        row = await work.intake.row("resident", number)
        assert row is not None
        row.state = "failed"
        await work.people.keep_consent(resident_id, version="1", locale="ar", given=True, now=NOW)
        draft = await work.intake.begin_draft(resident_id, "report", "problem", NOW)
        await work.intake.keep_words(draft, words=words, update_id=number, now=NOW)
        response = await work.surveys.response(response_id)
        assert response is not None
        await work.surveys.keep_reply(
            response, "open", value=None, words=words, update_id=number, now=NOW
        )
        question = await work.questions.ask(
            resident_id, reason="unknown", locale="ar", words=words, update_id=number, now=NOW
        )
        reply = await work.questions.add(question, words=words, now=NOW, staff_id=staff_id)
        (message, _) = await work.questions.thread(question.id)
        for ref, more in (
            (response_id, {"kind": "survey_invitation", "resident_id": resident_id}),
            (reply.id, {"kind": "staff_reply", "resident_id": resident_id}),
            (message.id, {"kind": "staff_notice", "staff_id": staff_id}),
        ):
            work.sending.queue(bot="resident", ref=ref, now=NOW, **more)
        for title, author in ((words, None), (words, staff_id), ("V besedah osebja", staff_id)):
            challenge = await work.plan.add(
                title=title, category="health", created_by=author, now=NOW
            )
            await work.plan.add_evidence(
                challenge,
                kind="report",
                ref=draft.id,
                resident_id=resident_id,
                words=words,
                locale="ar",
                at=NOW,
            )
        await work.commit()
    return resident_id


async def everything(store: Store) -> dict[str, list[str]]:
    """Every value of every column that can hold an id, a hash or words."""
    found: dict[str, list[str]] = {}
    async with store(read_only=True) as work:
        for table in Base.metadata.sorted_tables:
            columns = [
                column
                for column in table.columns
                if isinstance(column.type, String | Text | LargeBinary)
            ]
            for values in await work.session.execute(select(*columns)):
                for column, value in zip(columns, values, strict=True):
                    if value is not None:
                        text = value.decode("latin-1") if isinstance(value, bytes) else str(value)
                        found.setdefault(text, []).append(f"{table.name}.{column.name}")
    return found


async def test_deleting_a_resident_leaves_nothing_of_them_anywhere(store: Store) -> None:
    staff_id = await new_staff(store)
    stays = await a_whole_life(store, "chat-of-the-other", staff_id, 1)
    before = await everything(store)
    gone = await a_whole_life(store, "chat-of-the-gone", staff_id, 2)
    assert len(await everything(store)) > len(before) + 15
    async with store() as work:
        await work.people.forget(gone)
        await work.commit()
    left = {text: where for text, where in (await everything(store)).items() if text not in before}
    # a challenge whose title staff wrote stays, and rests on nothing
    assert list(left.values()) == [["challenge.id"]]
    async with store(read_only=True) as work:
        assert await work.people.by_id(gone) is None
        assert await work.plan.evidence(next(iter(left))) == []
        assert await work.people.by_id(stays) is not None
        assert len(await work.plan.evidence_of(stays)) == 3


async def test_a_challenge_that_others_share_loses_only_the_title(store: Store) -> None:
    gone, stays = [await new_resident(store, chat) for chat in "ab"]
    async with store() as work:
        challenge = await work.plan.add(
            title="Moje besede", category="health", created_by=None, now=NOW
        )
        for each, words in ((gone, "Moje besede in več"), (stays, "Tudi jaz")):
            await work.plan.add_evidence(
                challenge,
                kind="report",
                ref=each,
                resident_id=each,
                words=words,
                locale="sl",
                at=NOW,
            )
        await work.commit()
    async with store() as work:
        await work.people.forget(gone)
        await work.commit()
    async with store(read_only=True) as work:
        ((left, number),) = await work.plan.all()
        assert (left.title, number) == (NO_TITLE, 1)


# retention


async def test_what_is_old_goes_and_what_is_not_stays(store: Store) -> None:
    staff_id = await new_staff(store)
    await a_whole_life(store, "a", staff_id, 1)

    async def count(model: type[Base]) -> int:
        async with store(read_only=True) as work:
            return await work.session.scalar(select(func.count()).select_from(model)) or 0

    async def remove(days: int) -> None:
        async with store() as work:
            await remove_old(
                work,
                now=NOW + timedelta(days=days),
                keep_questions_days=365,
                keep_replies_days=1095,
            )
            await work.commit()

    async with store() as work:
        open_ = await work.questions.ask(
            (await work.people.willing())[0].id,
            reason="unknown",
            locale="ar",
            words="še čaka",
            update_id=77,
            now=NOW,
        )
        await work.commit()
    await remove(364)
    assert (await count(Question), await count(Response)) == (2, 1)
    await remove(366)
    async with store(read_only=True) as work:
        assert [each.id for each in await work.questions.queue()] == [open_.id]
    assert (await count(Question), await count(ThreadMessage), await count(Response)) == (1, 1, 1)
    await remove(1096)
    assert (await count(Response), await count(Challenge)) == (0, 2)
    assert await count(Resident) == 1


@pytest.mark.parametrize("statement", ["UPDATE question SET state = 'lost'"])
async def test_the_database_itself_refuses_a_state_that_is_none(
    store: Store, statement: str
) -> None:
    from sqlalchemy import text

    await a_whole_life(store, "a", await new_staff(store), 1)
    async with store() as work:
        with pytest.raises(IntegrityError):
            await work.session.execute(text(statement))
