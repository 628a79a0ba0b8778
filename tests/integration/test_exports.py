"""What is carried out of the database: the content folder, the plan, one resident."""

import csv
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.adapters.clock import SystemClock
from bot.commands.common import CONTENT
from bot.commands.faq_files import write_content
from bot.commands.plan import as_csv, challenges
from bot.commands.seed import seed
from db.models import Resident
from db.uow import Store
from faq.check import check_content
from faq.reader import read_content

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
WORDS = "=The bus, “line 3”,\nnever comes {x} [y](z)"


async def test_answers_make_the_round_trip(sqlite_store: Store, tmp_path: Path) -> None:
    await seed(sqlite_store, SystemClock())
    async with sqlite_store(read_only=True) as work:
        domains = await work.knowledge.domains()
        topics = await work.knowledge.topics()
        shown = await work.knowledge.all_published()
    texts = {place: revision.markdown for place, revision in shown.items()}
    write_content(tmp_path / "out", domains, topics, texts, beside=CONTENT)

    written, before = read_content(tmp_path / "out"), read_content(CONTENT)
    assert dict(written.topics) == dict(before.topics)
    assert dict(written.answers) == dict(before.answers)
    assert written.domains == before.domains
    assert written.headings == before.headings
    assert written.contacts.keys() == before.contacts.keys()
    assert check_content(tmp_path / "out") == check_content(CONTENT)
    again = await seed(sqlite_store, SystemClock())
    assert (again.published, again.changed, again.withdrawn) == (0, 0, 0)


@pytest.fixture
async def resident(sqlite_store: Store) -> str:
    """Somebody who reported a challenge."""
    async with sqlite_store() as work:
        row: Resident = await work.people.welcome(
            bot="resident", chat_hash="a" * 64, chat_cipher=b"sealed", locale="uk", now=NOW
        )
        challenge = await work.plan.add(
            title="The bus", category="mobility", created_by=None, now=NOW
        )
        await work.plan.add_evidence(
            challenge,
            kind="report",
            ref="draft1",
            resident_id=row.id,
            words=WORDS,
            proposal="@more",
            locale="uk",
            at=NOW,
        )
        await work.plan.add(title="-Nothing yet", category="other", created_by=None, now=NOW)
        await work.commit()
    return row.id


async def test_the_plan_says_what_and_not_who(sqlite_store: Store, resident: str) -> None:
    async with sqlite_store(read_only=True) as work:
        found = await challenges(work)
    by_title = {each["title"]: each for each in found}
    assert by_title["The bus"]["evidence"] == [
        {"kind": "report", "language": "uk", "words": WORDS, "proposal": "@more"}
    ]
    assert by_title["-Nothing yet"]["evidence"] == []
    everything = json.dumps(found) + as_csv(found)
    assert resident not in everything
    assert "2026" not in everything


async def test_no_cell_of_the_plan_is_a_formula(sqlite_store: Store, resident: str) -> None:
    assert resident
    async with sqlite_store(read_only=True) as work:
        text = as_csv(await challenges(work))
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text.removeprefix("\ufeff"))))
    assert rows[0][:4] == ["challenge", "title", "category", "state"]
    cells = {row[1]: row[4:] for row in rows[1:]}
    assert cells == {
        "The bus": ["report", "uk", f"'{WORDS}", "'@more"],
        "'-Nothing yet": ["", "", "", ""],
    }


async def test_a_first_start_brings_the_example_survey_and_later_ones_leave_it_alone(
    sqlite_store: Store,
) -> None:
    for _ in range(2):
        await seed(sqlite_store, SystemClock())
        async with sqlite_store(read_only=True) as work:
            (version,) = await work.surveys.versions("life_in_idrija")
        assert version.number == 1
        assert len(version.definition["questions"]) == 5
