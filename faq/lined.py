"""Files of the content folder, read so that every value still knows its line."""

from collections.abc import Mapping
from pathlib import Path

import yaml


class ContentFault(Exception):
    """Something in the content folder cannot be accepted.

    `path` is the file, `line` counts from 1, `what` says in one sentence what is wrong.
    """

    def __init__(self, path: Path, line: int, what: str) -> None:
        super().__init__(path, line, what)
        self.path = path
        self.line = line
        self.what = what

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.what}"


_YAML: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Six times as fast where PyYAML was built with libyaml, as the wheels on PyPI are."""


class Lined:
    """A YAML file with the line of each of its values.

    `yaml.safe_load` forgets where a value stood and lets a doubled key win in silence.
    """

    def __init__(self, path: Path, data: object, lines: Mapping[tuple[object, ...], int]) -> None:
        self.path = path
        self.data = data
        self._lines = lines

    def line(self, *where: object) -> int:
        """Give the line of a value, or of the nearest thing around it."""
        steps = where
        while steps:
            if steps in self._lines:
                return self._lines[steps]
            steps = steps[:-1]
        return 1

    def fault(self, what: str, *where: object) -> ContentFault:
        """Name a fault at a value."""
        return ContentFault(self.path, self.line(*where), what)


def read_lined(path: Path) -> Lined:
    """Read one YAML file. Raises `ContentFault` when it is missing, not UTF-8 or not YAML."""
    text = read_text(path)
    try:
        node = yaml.compose(text, Loader=_YAML)
        data: object = yaml.load(text, Loader=_YAML)  # noqa: S506 - both loaders are the safe one
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise ContentFault(
            path, mark.line + 1 if mark else 1, f"not YAML: {error.problem}"
        ) from error
    except (yaml.YAMLError, ValueError) as error:
        raise ContentFault(path, 1, f"not YAML: {error}") from error
    lines: dict[tuple[object, ...], int] = {}
    if node is not None:
        _note_lines(path, node, (), lines)
    return Lined(path, data, lines)


def _note_lines(
    path: Path, node: yaml.Node, where: tuple[object, ...], lines: dict[tuple[object, ...], int]
) -> None:
    lines.setdefault(where, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            step = (*where, str(key.value))
            if step in lines:
                raise ContentFault(path, key.start_mark.line + 1, f"{key.value} is there twice")
            lines[step] = key.start_mark.line + 1
            _note_lines(path, value, step, lines)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            _note_lines(path, value, (*where, number), lines)


def read_text(path: Path) -> str:
    """Read a file as UTF-8. Raises `ContentFault` when it is missing or not UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ContentFault(path, 1, "the file is missing") from None
    except UnicodeDecodeError:
        raise ContentFault(path, 1, "the file is not UTF-8") from None
