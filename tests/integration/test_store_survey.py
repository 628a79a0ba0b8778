"""A survey from its file to the export, on both databases."""

import csv
import io
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml

from bot.usecases.export_survey import export_survey
from bot.usecases.import_survey import ImportSurvey
from bot.usecases.push_survey import NoSuchSurvey, PushSurvey
from bot.usecases.read_survey import read_dataset
from db.uow import Store
from dialogues.survey import QuestionType, SurveyError, read_survey

SURVEY = Path(__file__).parents[2] / "dialogues" / "surveys" / "life_in_idrija.yml"
KEY = "life_in_idrija"
NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


class Clock:
    """Stands still."""

    def now(self) -> datetime:
        return NOW


async def residents(store: Store, *numbers: int, agreed: bool = True) -> list[str]:
    made = []
    async with store() as work:
        for number in numbers:
            resident = await work.people.welcome(
                bot="resident", chat_hash=str(number), chat_cipher=b"x", locale="sq", now=NOW
            )
            if agreed:
                await work.people.keep_consent(
                    resident.id, version="1", locale="sq", given=True, now=NOW
                )
            made.append(resident.id)
        await work.commit()
    return made


async def test_a_push_reaches_each_willing_resident_once(store: Store) -> None:
    push = PushSurvey(store, Clock())
    with pytest.raises(NoSuchSurvey, match=KEY):
        await push(KEY)
    first = await ImportSurvey(store, Clock())(SURVEY)
    assert (first.number, first.new) == (1, True)
    assert (await ImportSurvey(store, Clock())(SURVEY)).new is False
    willing = await residents(store, *range(150))
    await residents(store, *range(900, 903), agreed=False)
    pushed = await push(KEY)
    assert (pushed.reached, pushed.already, pushed.not_willing) == (150, 0, 3)
    more = await residents(store, 500, 501)
    pushed = await push(KEY)
    assert (pushed.reached, pushed.already, pushed.not_willing) == (2, 150, 3)
    assert (await push(KEY)).reached == 0
    async with store(read_only=True) as work:
        assert await work.sending.states("survey_invitation") == {"queued": 152}
        (row,) = await work.sending.of_resident(more[0])
        (response,) = await work.surveys.of(more[0])
        assert (row.ref, response.locale, response.state) == (response.id, "sq", "invited")
        assert len(await work.sending.of_resident(willing[0])) == 1


async def test_a_file_that_is_no_survey_is_refused_with_its_place(
    store: Store, tmp_path: Path
) -> None:
    path = tmp_path / "broken.yml"
    path.write_text("key: broken\nversion: 1\n", encoding="utf-8")
    with pytest.raises(SurveyError, match=r"broken\.yml"):
        await ImportSurvey(store, Clock())(path)


async def test_finished_and_partial_responses_of_two_versions_in_one_table(
    store: Store, tmp_path: Path
) -> None:
    await ImportSurvey(store, Clock())(SURVEY)
    early, silent = await residents(store, 1, 2)
    await PushSurvey(store, Clock())(KEY)
    changed = yaml.safe_load(SURVEY.read_text(encoding="utf-8"))
    gone = changed["questions"].pop()
    one = next(each for each in changed["questions"] if each["type"] == "select_one")
    dropped = one["choices"].pop()["key"]
    newer = tmp_path / SURVEY.name
    newer.write_text(yaml.safe_dump(changed, allow_unicode=True), encoding="utf-8")
    assert (await ImportSurvey(store, Clock())(newer)).number == 2
    (late,) = await residents(store, 3)
    await PushSurvey(store, Clock())(KEY)
    scale = next(
        each.name for each in read_survey(SURVEY).questions if each.type is QuestionType.RANGE
    )
    async with store() as work:
        for resident, value, state in ((early, dropped, "finished"), (late, "1", "paused")):
            (response,) = await work.surveys.of(resident)
            response.state = state
            response.started_at = NOW + timedelta(days=1)
            response.finished_at = NOW + timedelta(days=2) if state == "finished" else None
            question = one["name"] if resident == early else scale
            await work.surveys.keep_reply(
                response, question, value=value, words=None, update_id=1, now=NOW
            )
            if resident == early:
                await work.surveys.keep_reply(
                    response, gone["name"], value=None, words="=Besede", update_id=2, now=NOW
                )
        await work.commit()
    dataset = await read_dataset(store, KEY)
    assert [each.versions for each in dataset.columns][-1] == {1}
    assert len(dataset.rows) == 2
    content = await export_survey(store, KEY, "csv")
    lines = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    by_state = {line["state"]: line for line in lines}
    assert by_state.keys() == {"finished", "partial"}
    finished, partial = by_state["finished"], by_state["partial"]
    assert (finished["version"], partial["version"]) == ("1", "2")
    assert finished[one["name"]] == dropped
    assert finished[gone["name"]] == "'=Besede"
    assert (partial[scale], partial[one["name"]]) == ("1", "")
    assert finished["started_on"] == "2026-11-24"
    assert finished["invited_on"] == "2026-11-23"
    assert (finished["finished_on"], partial["finished_on"]) == ("2026-11-25", "")
    assert not any(each in content.decode() for each in (early, silent, late))
    assert (await export_survey(store, KEY, "xlsx")).startswith(b"PK")
    with pytest.raises(LookupError):
        await export_survey(store, "other", "csv")
