"""`povezani faq learn`: approved rewritings into the files that the model is trained on."""

import asyncio
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from test_store import new_resident, new_staff

from bot.cli import main
from bot.commands import faq
from bot.commands.faq_learn import Learned, learn, sort_out
from db.models import Example
from db.uow import Store
from faq.compile import LOCALES, BadContent, utterances

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
RENEW, ADDRESS = "residence.renew_permit", "residence.address"
WORDS = "the words of a resident"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Two topics and an intent in eight languages."""
    root = tmp_path / "project"
    for name, said in (
        ("faq/content/residence/renew_permit/ask", "renew"),
        ("faq/content/residence/address/ask", "address"),
        ("nlu/data/intents/greet", "hello"),
        ("nlu/data/danger/violence", "he hits me"),
    ):
        for locale in LOCALES:
            path = root / f"{name}.{locale}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{said} {locale}\nsecond {said} {locale}", encoding="utf-8")
    return root


def asks(project: Path, topic: str = RENEW, locale: str = "sq") -> list[str]:
    path = project / "faq" / "content" / Path(*topic.split(".")) / f"ask.{locale}.txt"
    return path.read_text(encoding="utf-8").split("\n")


async def approved(
    store: Store, *said: tuple[str, str], state: str = "approved", first: int = 1
) -> list[str]:
    """Examples with topic and rewriting, in Albanian; their ids."""
    resident_id = await new_resident(store, f"chat{first}")
    staff_id = await new_staff(store, f"ana{first}")
    ids = []
    async with store() as work:
        for number, (topic, utterance) in enumerate(said, first):
            await work.examples.keep(
                resident_id,
                locale="sq",
                words=WORDS,
                offered=[topic],
                update_id=number,
                now=NOW,
            )
            row = await work.examples.tap(resident_id, topic, since=NOW)
            assert row is not None
            if state != "tapped":
                await work.examples.decide(
                    row.id,
                    state=state,
                    topic=topic,
                    utterance=utterance,
                    staff_id=staff_id,
                    now=NOW,
                )
            ids.append(row.id)
        await work.commit()
    return ids


async def states(store: Store, ids: list[str]) -> list[str]:
    async with store(read_only=True) as work:
        return [row.state for each in ids if (row := await work.examples.by_id(each))]


async def reject(store: Store, example_id: str) -> bool:
    """A reviewer rejects what was approved."""
    staff_id = await new_staff(store, "bor")
    async with store() as work:
        done = await work.examples.decide(
            example_id,
            state="rejected",
            topic=RENEW,
            utterance=None,
            staff_id=staff_id,
            now=NOW,
            was="approved",
        )
        await work.commit()
    return done


async def run_learn(store: Store, project: Path, *, dry_run: bool = False) -> Learned:
    return await learn(store, project, now=NOW, dry_run=dry_run)


async def test_approved_rewritings_are_appended_and_taken(store: Store, project: Path) -> None:
    ids = await approved(store, (RENEW, "Kur ta rinovoj?"), (ADDRESS, "Ku banoj {x} [y]?"))
    found = await run_learn(store, project)
    assert (found.number, found.already, found.elsewhere) == (2, 0, [])
    assert asks(project) == ["renew sq", "second renew sq", "Kur ta rinovoj?", ""]
    assert asks(project, ADDRESS)[2:] == ["Ku banoj {x} [y]?", ""]
    assert asks(project, locale="en") == ["renew en", "second renew en"]
    assert await states(store, ids) == ["taken", "taken"]
    said = [each.text for each in utterances(project)]
    assert {"Kur ta rinovoj?", "Ku banoj {x} [y]?"} <= {*said}
    assert WORDS not in "".join(said)
    async with store(read_only=True) as work:
        deeds = [(each.deed, each.subject_id) for each in await work.staff.audits()]
    assert sorted(deeds) == sorted(("take_example", each) for each in ids)
    left = sorted(path.name for path in (project / "faq/content/residence/address").iterdir())
    assert left == sorted(f"ask.{locale}.txt" for locale in LOCALES), "no file is left behind"
    again = await run_learn(store, project)
    assert (again.number, again.taken) == (0, [])
    assert asks(project) == ["renew sq", "second renew sq", "Kur ta rinovoj?", ""]


async def test_after_a_fault_before_the_note_nothing_stands_twice(
    sqlite_store: Store, project: Path
) -> None:
    await approved(sqlite_store, (RENEW, "Kur ta rinovoj?"))
    await run_learn(sqlite_store, project)
    async with sqlite_store() as work:
        for row in await work.examples._in_state("taken", None):
            row.state = "approved"  # as if the note had not been committed
        await work.commit()
    found = await run_learn(sqlite_store, project)
    assert (found.number, found.already) == (0, 1)
    assert asks(project).count("Kur ta rinovoj?") == 1
    async with sqlite_store(read_only=True) as work:
        assert await work.examples.counts() == {"taken": 1}


async def test_what_stands_there_or_elsewhere(sqlite_store: Store, project: Path) -> None:
    ids = await approved(
        sqlite_store,
        (RENEW, "RENEW sq!"),
        (RENEW, "address en"),
        (RENEW, "hello ar?"),
        (RENEW, "renew en"),
        (RENEW, "Njësoj"),
        (RENEW, "njësoj."),
        (ADDRESS, "NJËSOJ?"),
        (RENEW, "he hits me sq"),
        ("residence.gone", "pa dosje"),
    )
    found = await run_learn(sqlite_store, project)
    assert asks(project)[2:] == ["renew en", "Njësoj", "he hits me sq", ""]
    assert found.already == 2
    assert [(each.utterance, each.stands) for each in found.elsewhere] == [
        ("address en", "faq/residence.address at faq/content/residence/address/ask.en.txt:1"),
        ("hello ar?", "greet at nlu/data/intents/greet.ar.txt:1"),
        ("NJËSOJ?", f"faq/{RENEW} at faq/content/residence/renew_permit/ask.sq.txt"),
        ("pa dosje", "there is no file faq/content/residence/gone/ask.sq.txt"),
    ]
    waits = {"address en", "hello ar?", "NJËSOJ?", "pa dosje"}
    async with sqlite_store(read_only=True) as work:
        assert {each.utterance for each in await work.examples.approved()} == waits
    assert (await states(sqlite_store, ids)).count("taken") == 5
    utterances(project)  # and the content may still be trained on


async def test_what_cannot_be_taken_is_named_until_it_is_rejected(
    sqlite_store: Store, project: Path
) -> None:
    (example_id,) = await approved(sqlite_store, (RENEW, "address en"))
    for _ in range(2):
        assert len((await run_learn(sqlite_store, project)).elsewhere) == 1
    assert await reject(sqlite_store, example_id)
    assert (await run_learn(sqlite_store, project)).elsewhere == []
    assert await states(sqlite_store, [example_id]) == ["rejected"]


async def test_what_is_rejected_in_the_same_moment_is_in_no_file(
    store: Store, project: Path
) -> None:
    ids = await approved(store, (RENEW, "Kur ta rinovoj?"), (ADDRESS, "Ku banoj?"))
    _, rejected = await asyncio.gather(run_learn(store, project), reject(store, ids[0]))
    stands = "Kur ta rinovoj?" in asks(project)
    assert stands is not rejected
    assert await states(store, ids) == ["taken" if stands else "rejected", "taken"]
    async with store(read_only=True) as work:
        deeds = [each.subject_id for each in await work.staff.audits()]
    assert sorted(deeds) == sorted(ids if stands else ids[1:])


async def test_files_that_cannot_be_written_leave_the_examples_approved(
    sqlite_store: Store, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = await approved(sqlite_store, (RENEW, "Kur ta rinovoj?"))

    def full(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as patch:
        patch.setattr("bot.commands.faq_learn._append", full)
        with pytest.raises(OSError, match="no space left"):
            await run_learn(sqlite_store, project)
    assert await states(sqlite_store, ids) == ["approved"]
    assert (await run_learn(sqlite_store, project)).number == 1


@pytest.mark.parametrize("state", ["tapped", "rejected"])
async def test_only_what_is_approved_is_taken(
    sqlite_store: Store, project: Path, state: str
) -> None:
    ids = await approved(sqlite_store, (RENEW, "Kur ta rinovoj?"), state=state)
    assert (await run_learn(sqlite_store, project)).number == 0
    assert asks(project) == ["renew sq", "second renew sq"]
    assert await states(sqlite_store, ids) == [state]


async def test_a_dry_run_writes_nothing(sqlite_store: Store, project: Path) -> None:
    ids = await approved(sqlite_store, (RENEW, "Kur ta rinovoj?"))
    found = await run_learn(sqlite_store, project, dry_run=True)
    assert found.number == 1
    assert asks(project) == ["renew sq", "second renew sq"]
    assert await states(sqlite_store, ids) == ["approved"]


async def test_content_with_a_fault_is_left_as_it_is(sqlite_store: Store, project: Path) -> None:
    ids = await approved(sqlite_store, (RENEW, "Kur ta rinovoj?"))
    (project / "nlu/data/intents/greet.sq.txt").write_text("address sq\n", encoding="utf-8")
    with pytest.raises(BadContent):
        await run_learn(sqlite_store, project)
    assert asks(project) == ["renew sq", "second renew sq"]
    assert await states(sqlite_store, ids) == ["approved"]


def test_a_topic_leads_nowhere_else(project: Path) -> None:
    """A topic is a key of ours; whatever it says, files outside the content are not written."""
    outside = project / "faq" / "ask.sq.txt"
    outside.write_text("x\n", encoding="utf-8")
    example = Example(topic="..", locale="sq", utterance="y", id="a")
    found = sort_out(project, utterances(project), [example])
    assert found.added == {}
    assert outside.read_text(encoding="utf-8") == "x\n"


# on the command line


@pytest.fixture
def at_home(
    project: Path, sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Path]:
    """The command over a project and a database of its own."""
    from bot.adapters.vault import open_vault

    open_vault(tmp_path / "var" / "secret" / "key", make=True)
    monkeypatch.setattr(faq, "ROOT", project)
    monkeypatch.setenv("POVEZANI_VAR", str(tmp_path / "var"))
    monkeypatch.setenv("POVEZANI_DATABASE_URL", sqlite_url)
    yield project


def typed(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as left:
        main(("faq", "learn", *arguments))
    said = capsys.readouterr()
    return int(left.value.code or 0), said.out, said.err


def prepared(url: str, *said: tuple[str, str]) -> None:
    from db.engine import build_engine
    from db.uow import store_over

    async def work() -> None:
        engine = build_engine(url)
        await approved(store_over(engine), *said)
        await engine.dispose()

    asyncio.run(work())


def test_the_command_says_what_it_did(
    at_home: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    prepared(sqlite_url, (RENEW, "Kur ta rinovoj?"), (RENEW, "address sq"))
    code, out, _ = typed(capsys, "--dry-run")
    assert code == 0
    assert "1 would be written" in out
    assert asks(at_home) == ["renew sq", "second renew sq"]
    code, out, err = typed(capsys)
    assert (code, err) == (0, "")
    assert "faq/content/residence/renew_permit/ask.sq.txt: Kur ta rinovoj?" in out
    assert f"not taken, for {RENEW} (sq): address sq – faq/{ADDRESS} at " in out
    assert "1 new, 0 there before, 1 not taken" in out
    assert "make train" in out
    assert asks(at_home)[2:] == ["Kur ta rinovoj?", ""]
    _, out, _ = typed(capsys)
    assert "0 new" in out
    assert "make train" not in out


def test_json_is_one_object(
    at_home: Path, sqlite_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    prepared(sqlite_url, (RENEW, "Kur ta rinovoj?"), (RENEW, "hello sq"))
    code, out, err = typed(capsys, "--json")
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["added"], found["already_there"], found["dry_run"]) == (1, 0, False)
    assert found["files"] == {"faq/content/residence/renew_permit/ask.sq.txt": ["Kur ta rinovoj?"]}
    assert [each["utterance"] for each in found["elsewhere"]] == ["hello sq"]
    assert found["then"] == "make train"


@pytest.mark.parametrize("more", [(), ("--json",), ("--dry-run",)])
def test_without_a_database_there_is_one_line(
    at_home: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    more: tuple[str, ...],
) -> None:
    nowhere = tmp_path / "nowhere.db"
    monkeypatch.setenv("POVEZANI_DATABASE_URL", f"sqlite:///{nowhere}")
    code, out, err = typed(capsys, *more)
    assert code != 0
    assert out == ""
    assert err == "povezani: there is no database yet; type: povezani db upgrade\n"
    assert not nowhere.exists(), "none is made by looking"
    nowhere.touch()
    code, out, err = typed(capsys, *more)
    assert (code != 0, out, len(err.splitlines())) == (True, "", 1)
    assert "povezani db upgrade" in err


def test_the_command_has_help(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = typed(capsys, "--help")
    assert (code, err) == (0, "")
    assert {"--json", "--dry-run"} <= {*out.split()}
