"""Write a survey's responses as a file for a spreadsheet or a statistics program.

Columns: ``id language version state invited_on started_on finished_on``, then one for each
question in the order of the newest version. A multiple choice has one column joined by spaces (as
XLSForm writes it) and one of 0 and 1 for each choice, ``question/choice``. XLSX has labels beside
the codes, and a second sheet with the codebook.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Literal

import xlsxwriter  # type: ignore[import-untyped]  # it comes without types, and nobody wrote stubs

from bot.usecases.read_survey import Column, Dataset, Row, is_multiple, read_dataset
from db.uow import Store
from dialogues.survey import QuestionType, Value

type ExportFormat = Literal["csv", "xlsx"]
type Cell = str | int | date | None

HEAD = ("id", "language", "version", "state", "invited_on", "started_on", "finished_on")
_FORMULA = frozenset("=+-@\t\r\n＝＋－＠")
"""A cell that begins so may be run as a formula (OWASP, CSV injection)."""


async def export_survey(
    store: Store,
    key: str,
    format: ExportFormat,
    *,
    locale: str = "sl",
) -> bytes:
    """The file. ``locale`` is the language of the labels.

    Raises:
        NoSuchSurvey: nothing was imported under this key (a LookupError).
    """
    dataset = await read_dataset(store, key)
    return as_csv(dataset) if format == "csv" else as_xlsx(dataset, locale)


def as_csv(dataset: Dataset) -> bytes:
    """UTF-8 with a byte order mark, by which spreadsheets know it; commas, CRLF (RFC 4180)."""
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(_header(dataset, None))
    for row in dataset.rows:
        writer.writerow([_plain(cell) for cell in _cells(dataset, row, None)])
    return b"\xef\xbb\xbf" + file.getvalue().encode()


def as_xlsx(dataset: Dataset, locale: str) -> bytes:
    """A workbook: ``responses`` with codes and labels, ``codebook``."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"constant_memory": True})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    day = book.add_format({"num_format": "yyyy-mm-dd"})

    def sheet(name: str, header: Sequence[str], lines: Iterable[Iterable[Cell]]) -> None:
        page = book.add_worksheet(name)
        page.freeze_panes(1, 1)
        for at, title in enumerate(header):
            page.write_string(0, at, title, bold)
        for number, line in enumerate(lines, 1):
            for at, cell in enumerate(line):
                if isinstance(cell, str):
                    page.write_string(number, at, harmless(cell))
                elif isinstance(cell, date):
                    page.write_datetime(number, at, cell, day)
                elif cell is not None:
                    page.write_number(number, at, cell)

    sheet(
        "responses",
        _header(dataset, locale),
        (_cells(dataset, row, locale) for row in dataset.rows),
    )
    sheet("codebook", ("column", "type", "question", "code", "label"), _codebook(dataset, locale))
    book.close()
    return file.getvalue()


def harmless(text: str) -> str:
    """A text that no program takes for a formula, and that every file can hold."""
    whole = text.encode("utf-8", "replace").decode()
    return f"'{whole}" if whole[:1] in _FORMULA else whole


def _plain(cell: Cell) -> str | int:
    if cell is None:
        return ""
    if isinstance(cell, date):
        return cell.isoformat()
    return harmless(cell) if isinstance(cell, str) else cell


def _header(dataset: Dataset, locale: str | None) -> list[str]:
    names = list(HEAD)
    for column in dataset.columns:
        names.append(column.name)
        if locale is not None and _has_labels(column):
            names.append(f"{column.name}.label")
        if is_multiple(column):
            names += [f"{column.name}/{choice.key}" for choice in column.question.choices]
    return names


def _cells(dataset: Dataset, row: Row, locale: str | None) -> Iterator[Cell]:
    yield from (row.id, row.language, row.version, "finished" if row.finished else "partial")
    yield from (row.invited_on, row.started_on, row.finished_on)
    for column in dataset.columns:
        value = row.replies.get(column.name)
        yield _code(column, value)
        if locale is not None and _has_labels(column):
            yield _label(column, value, locale)
        if is_multiple(column):
            for choice in column.question.choices:
                # not asked or not replied to is not the same as not chosen
                yield None if value is None else int(choice.key in value)


def _has_labels(column: Column) -> bool:
    return bool(column.question.choices)


def _code(column: Column, value: Value | None) -> Cell:
    if isinstance(value, tuple):
        return " ".join(value)
    if value is not None and column.question.type is QuestionType.RANGE and value.isdecimal():
        return int(value)
    return value


def _label(column: Column, value: Value | None, locale: str) -> Cell:
    if value is None:
        return None
    labels = {choice.key: choice.label[locale] for choice in column.question.choices}
    keys = value if isinstance(value, tuple) else (value,)
    return "; ".join(labels.get(key, key) for key in keys)


def _codebook(dataset: Dataset, locale: str) -> Iterator[Sequence[Cell]]:
    for column in dataset.columns:
        question = column.question
        yield (column.name, str(question.type), question.label[locale], None, None)
        for choice in question.choices:
            yield (column.name, str(question.type), None, choice.key, choice.label[locale])
