"""A survey's responses as CSV and XLSX: columns, codes, labels, and no formula that runs."""

import csv
import io
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.usecases.export_survey import as_csv, as_xlsx, harmless
from bot.usecases.read_survey import Column, Dataset, Row
from dialogues.survey import QuestionType, read_survey

SURVEY = read_survey(Path(__file__).parents[2] / "dialogues" / "surveys" / "life_in_idrija.yml")


def of_type(kind: QuestionType) -> str:
    return next(each.name for each in SURVEY.questions if each.type is kind)


ONE, SCALE = of_type(QuestionType.SELECT_ONE), of_type(QuestionType.RANGE)
SEVERAL, OPEN = of_type(QuestionType.SELECT_MULTIPLE), of_type(QuestionType.TEXT)
CHOICES = {each.name: each.choices for each in SURVEY.questions}


def dataset(*rows: Row) -> Dataset:
    columns = tuple(Column(each.name, each, frozenset({1})) for each in SURVEY.questions)
    return Dataset(SURVEY.key, SURVEY, columns, rows)


def row(**given: object) -> Row:
    return replace(
        Row(
            id="abcdefghijkl",
            language="ar",
            version=1,
            finished=True,
            invited_on=date(2026, 11, 20),
            started_on=date(2026, 11, 21),
            finished_on=None,
            replies={},
        ),
        **given,
    )


def read_csv(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


FIRST, SECOND, *_ = [choice.key for choice in CHOICES[SEVERAL]]
WHOLE = {
    ONE: CHOICES[ONE][0].key,
    SCALE: "4",
    SEVERAL: (FIRST, SECOND),
    OPEN: 'مرحبا، "قال" لي\nسطر ثان; = {x}',
}


def test_csv_has_one_line_for_each_response_and_one_column_for_each_choice() -> None:
    (line,) = read_csv(as_csv(dataset(row(replies=WHOLE))))
    assert line["id"] == "abcdefghijkl"
    assert (line["state"], line["language"]) == ("finished", "ar")
    assert (line["invited_on"], line["finished_on"]) == ("2026-11-20", "")
    assert line[ONE] == CHOICES[ONE][0].key
    assert line[SCALE] == "4"
    assert line[SEVERAL] == f"{FIRST} {SECOND}"
    assert line[f"{SEVERAL}/{FIRST}"] == "1"
    others = [choice.key for choice in CHOICES[SEVERAL] if choice.key not in (FIRST, SECOND)]
    assert {line[f"{SEVERAL}/{key}"] for key in others} == {"0"}
    assert line[OPEN] == WHOLE[OPEN]


def test_not_replied_is_not_the_same_as_not_chosen() -> None:
    (line,) = read_csv(as_csv(dataset(row(finished=False))))
    assert line["state"] == "partial"
    assert {line[f"{SEVERAL}/{choice.key}"] for choice in CHOICES[SEVERAL]} == {""}


def test_xlsx_has_codes_and_labels_and_a_codebook() -> None:
    content = as_xlsx(dataset(row(replies=WHOLE)), "en")
    book = openpyxl.load_workbook(io.BytesIO(content))
    header, line = book["responses"].iter_rows(values_only=True)
    found = dict(zip(header, line, strict=True))
    assert found[ONE] == CHOICES[ONE][0].key
    assert found[f"{ONE}.label"] == CHOICES[ONE][0].label["en"]
    assert found[f"{SEVERAL}.label"] == "; ".join(
        choice.label["en"] for choice in CHOICES[SEVERAL][:2]
    )
    assert found[SCALE] == 4
    assert found[f"{SEVERAL}/{SECOND}"] == 1
    assert found["invited_on"] == datetime(2026, 11, 20)  # noqa: DTZ001 - a day, as read back
    assert found[OPEN] == WHOLE[OPEN]
    labels = {
        (column, code): label
        for column, _, _, code, label in book["codebook"].iter_rows(min_row=2, values_only=True)
    }
    assert labels[ONE, CHOICES[ONE][1].key] == CHOICES[ONE][1].label["en"]


@pytest.mark.parametrize(
    "words", ["=1+1", "+386", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"]
)
def test_no_words_become_a_formula(words: str) -> None:
    responses = dataset(row(replies={OPEN: words}))
    (line,) = read_csv(as_csv(responses))
    assert line[OPEN] == "'" + words
    book = openpyxl.load_workbook(io.BytesIO(as_xlsx(responses, "sl")))
    names = [cell.value for cell in book["responses"][1]]
    cell = book["responses"].cell(2, names.index(OPEN) + 1)
    assert cell.data_type != "f"
    assert str(cell.value).startswith("'")


@settings(max_examples=40, deadline=None)
@given(st.text(st.characters(codec=None), max_size=200))
def test_any_words_survive_a_round_through_csv(words: str) -> None:
    responses = dataset(row(replies={OPEN: words}))
    (line,) = read_csv(as_csv(responses))
    assert line[OPEN] == harmless(words)
    assert as_xlsx(responses, "sl")


def test_the_same_responses_give_the_same_file() -> None:
    rows = [row(id=f"{letter * 12}", replies=WHOLE) for letter in "abc"]
    assert as_csv(dataset(*rows)) == as_csv(dataset(*rows))
    assert [line["id"] for line in read_csv(as_csv(dataset(*rows)))] == [each.id for each in rows]


def test_an_empty_survey_has_its_header() -> None:
    assert as_csv(dataset()).decode("utf-8-sig").startswith("id,language,version,state,")
    assert as_xlsx(dataset(), "sl")
