"""One mapping of a YAML file, read by type; every surprise is noted at its line."""

import re
from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from faq.lined import ContentFault, Lined
from faq.topics import LOCALES, REFERENCE, Source

_PAGE_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-\d{2})?)?")


class Fields:
    """Typed reading of one mapping; every surprise is noted at its line and read as absent."""

    def __init__(
        self,
        lined: Lined,
        faults: list[ContentFault],
        where: tuple[object, ...],
        data: Mapping[Any, object] | None = None,
    ) -> None:
        self._lined = lined
        self._faults = faults
        self._where = where
        self._data: Mapping[Any, object] = data or {}

    def fault(self, what: str, *where: object) -> None:
        """Note what is wrong, at a value of this mapping."""
        self._faults.append(self._lined.fault(what, *self._where, *where))

    def only(self, known: frozenset[str]) -> None:
        """Note every key that is not known."""
        for key in self._data:
            if key not in known:
                self.fault(f"unknown key {key}", str(key))

    def text(self, key: str) -> str | None:
        """Read a text; None where there is none."""
        value = self._data.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.fault(f"{key} must be a text (in quotes, when it is a number)", key)
            return None
        return value.strip()

    def texts(self, key: str) -> tuple[str, ...]:
        """Read a list of texts."""
        return self._list(key, lambda value: isinstance(value, str), "texts")

    def _list[T](self, key: str, fits: Callable[[object], bool], what: str) -> tuple[T, ...]:
        value = self._data.get(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(fits(item) for item in value):
            self.fault(f"{key} must be a list of {what}", key)
            return ()
        return tuple(value)

    def flag(self, key: str) -> bool:
        """Read true or false; false where it is not said."""
        value = self._data.get(key, False)
        if not isinstance(value, bool):
            self.fault(f"{key} must be true or false", key)
            return False
        return value

    def day(self, key: str, data: Mapping[object, object] | None = None) -> date | None:
        """Read a date; None where there is none."""
        return self._day((self._data if data is None else data).get(key), key)

    def needed_day(self, key: str) -> date | None:
        """Read a date that must be there."""
        if self._data.get(key) is None:
            self.fault(f"{key} is missing", key)
        return self.day(key)

    def _day(self, value: object, *where: object) -> date | None:
        if value is None:
            return None
        if isinstance(value, date):
            return date(value.year, value.month, value.day)
        try:
            return date.fromisoformat(str(value))
        except ValueError:
            self.fault(f"{where[-1]} must be a date like 2026-11-23", *where)
            return None

    def by_locale(self, key: str) -> Mapping[str, str]:
        """Read one text for all languages, or texts by locale with `sl` among them."""
        value = self._data.get(key)
        if value is None:
            return MappingProxyType({})
        if isinstance(value, str) and value.strip():
            return MappingProxyType({REFERENCE: value.strip()})
        if not isinstance(value, dict) or REFERENCE not in value:
            self.fault(f"{key} must be one text, or texts by language with sl among them", key)
            return MappingProxyType({})
        return MappingProxyType(self._locale_texts(value, key))

    def titles(self, value: object, *where: object) -> dict[str, str]:
        """Read a text that must be there in every language."""
        if not isinstance(value, dict):
            self.fault("expected a text in each language", *where)
            return {}
        missing = [locale for locale in LOCALES if not value.get(locale)]
        if missing:
            self.fault(f"not said in {', '.join(missing)}", *where)
        return self._locale_texts(value, *where)

    def _locale_texts(self, value: Mapping[object, object], *where: object) -> dict[str, str]:
        texts: dict[str, str] = {}
        for locale, text in value.items():
            if locale not in LOCALES:
                self.fault(f"unknown language {locale}", *where, str(locale))
            elif not isinstance(text, str):
                self.fault("expected a text", *where, str(locale))
            else:
                texts[str(locale)] = text.strip()
        return {locale: texts[locale] for locale in LOCALES if locale in texts}

    def sources(self) -> tuple[Source, ...]:
        """Read the pages of a topic, each with the date it gives itself."""
        value = self._data.get("sources")
        if not isinstance(value, list):
            self.fault("sources must be a list of pages", "sources")
            return ()
        read: list[Source] = []
        for number, item in enumerate(value):
            url = item.get("url") if isinstance(item, dict) else None
            if not isinstance(url, str) or set(item) - {"url", "page_date"}:
                self.fault("a source is a url and a page_date", "sources", number)
                continue
            page_date = item.get("page_date")
            if page_date is not None and not _PAGE_DATE.fullmatch(str(page_date)):
                what = "page_date must be a year, a month or a day like 2026-11-23"
                self.fault(what, "sources", number, "page_date")
                continue
            read.append(Source(url, str(page_date) if page_date is not None else None))
        return tuple(read)
