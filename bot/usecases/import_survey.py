"""Bring a survey from a file into the database, as a version of its own."""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from bot.ports import Clock
from db.uow import Store
from dialogues.survey import read_survey, survey_to


@dataclass(frozen=True)
class Imported:
    """What an import came to."""

    key: str
    number: int
    """The version that is pushed from now on: 1, 2, 3 …"""
    new: bool
    """False: the same questions were there before."""
    questions: int


@dataclass(frozen=True)
class ImportSurvey:
    """File → ``survey`` and ``survey_version``."""

    store: Store
    clock: Clock

    async def __call__(self, path: Path) -> Imported:
        """Keep the questions; those who have been asked keep the version they were asked.

        Raises:
            SurveyError: the file cannot be used; the message names the place in it.
        """
        survey = read_survey(path)
        plain = survey_to(survey)
        digest = hashlib.sha256(
            json.dumps(plain, sort_keys=True, ensure_ascii=False).encode()
        ).hexdigest()
        async with self.store() as work:
            before = await work.surveys.newest(survey.key)
            version = await work.surveys.keep(
                survey.key, definition=plain, digest=digest, now=self.clock.now()
            )
            await work.commit()
        return Imported(
            survey.key,
            version.number,
            new=before is None or before.id != version.id,
            questions=len(survey.questions),
        )
