"""Decide on an example: rewrite it for training, or reject it, even when it was approved.

ExampleRefusal (DeskRefusal)
├── NotAReviewer          the account's role does not decide on examples
├── AlreadyDecided        somebody else was faster
└── AlreadyLearned        it stands in the project's files
"""

from typing import Literal

from bot.usecases.desk.office import BadInput, DeskRefusal, NotFound, Office
from db.examples import UNDECIDED
from db.uow import UnitOfWork
from dialogues.folding import clean, is_blank
from dialogues.folding import words as folded_words
from dialogues.locales import LOCALES
from faq.compile import sameness

VERDICTS = ("approved", "rejected")
REVIEWING = frozenset({"admin", "reviewer"})
"""Roles that decide on examples; coordinators run surveys (GLOSSARY)."""

LONGEST_UTTERANCE = 300
"""Characters. What somebody would thumb into a phone, not a letter."""
WORDS_IN_A_ROW = 5
"""So many of the resident's words, one after the other, are the resident's own sentence."""

type Verdict = Literal["approved", "rejected"]


class ExampleRefusal(DeskRefusal):
    """A decision on an example is not taken."""


class NotAReviewer(ExampleRefusal):
    """The account's role does not decide on examples."""


class AlreadyDecided(ExampleRefusal):
    """It does not wait any more."""


class AlreadyLearned(ExampleRefusal):
    """It was taken over; only the operator can remove it from its file."""


def check_rewriting(utterance: str, words: str) -> str:
    """A rewriting as it is kept.

    Raises:
        BadInput: it is empty, too long, of several lines, or the resident's own words.
    """
    utterance = clean(utterance)
    if is_blank(utterance):
        raise BadInput("desk-example-empty")
    if len(utterance.splitlines()) > 1:
        raise BadInput("desk-example-lines")
    if len(utterance) > LONGEST_UTTERANCE:
        raise BadInput("desk-example-long")
    ours, theirs = folded_words(utterance), folded_words(words)
    if sameness(utterance) == sameness(words) or (ours and ours == theirs):
        raise BadInput("desk-example-same")
    if _runs(ours) & _runs(theirs):
        raise BadInput("desk-example-row")
    return utterance


def _runs(words: list[str]) -> set[tuple[str, ...]]:
    return {
        tuple(words[at : at + WORDS_IN_A_ROW]) for at in range(len(words) - WORDS_IN_A_ROW + 1)
    }


async def judge_example(
    office: Office,
    example_id: str,
    *,
    verdict: str,
    topic: str,
    locale: str,
    utterance: str,
    staff_id: str,
) -> Verdict:
    """Approve a rewriting or reject the example; the resident's words are emptied with it.

    ``locale`` is the language of the rewriting: the one that was kept may be a guess.
    The same decision by the same person, sent twice, is one.

    Raises:
        AlreadyDecided: it waits no more.
        BadInput: the rewriting, its topic or language or the verdict cannot be taken; nothing
            was changed.
        NotAReviewer: by the role of the account, as it is now.
        NotFound: no such example.
    """
    decided: Verdict
    match verdict:
        case "approved" | "rejected":
            decided = verdict
        case _:
            raise BadInput("desk-error-400")
    now = office.clock.now()
    async with office.store() as work:
        await _need_reviewer(work, staff_id)
        example = await work.examples.by_id(example_id)
        if example is None or example.state == "offered":
            raise NotFound("desk-error-404")
        if example.state != "tapped":
            sent = (clean(utterance), topic, locale)
            again = decided == "rejected" or sent == (
                example.utterance,
                example.topic,
                example.locale,
            )
            if (example.state, example.staff_id) == (decided, staff_id) and again:
                return decided
            raise AlreadyDecided("desk-example-decided")
        tapped, kept = example.topic, example.locale
        written = None
        if decided == "approved":
            written = check_rewriting(utterance, example.words)
            if await work.knowledge.topic(topic) is None:
                raise BadInput("desk-example-no-topic")
            if locale not in LOCALES:
                raise BadInput("desk-example-no-language")
        else:
            topic, locale = tapped or "", kept
        if not await work.examples.decide(
            example.id,
            state=decided,
            topic=topic,
            locale=locale,
            utterance=written,
            staff_id=staff_id,
            now=now,
        ):
            raise AlreadyDecided("desk-example-decided")
        await work.staff.audit(
            "judge_example",
            subject="example",
            subject_id=example.id,
            staff_id=staff_id,
            now=now,
            detail={
                "to": decided,
                "topic": topic,
                "tapped": tapped,
                "locale": locale,
                "kept": kept,
            },
        )
        await work.commit()
    return decided


async def reject_approved(office: Office, example_id: str, *, staff_id: str) -> None:
    """Reject an example that was approved and is not learned; its rewriting is emptied.

    Any reviewer may: what cannot be taken over would wait for ever otherwise. Sent twice by the
    same person, it is one decision.

    Raises:
        AlreadyDecided: somebody else rejected it.
        AlreadyLearned: it stands in the project's files.
        NotAReviewer: by the role of the account, as it is now.
        NotFound: no such example was approved.
    """
    now = office.clock.now()
    async with office.store() as work:
        await _need_reviewer(work, staff_id)
        example = await work.examples.by_id(example_id)
        if example is None or example.state in UNDECIDED:
            raise NotFound("desk-error-404")
        if example.state == "taken":
            raise AlreadyLearned("desk-example-learned")
        if (example.state, example.staff_id) == ("rejected", staff_id):
            return
        if not await work.examples.decide(
            example.id,
            state="rejected",
            topic=example.topic,
            utterance=None,
            staff_id=staff_id,
            now=now,
            was="approved",
        ):
            raise AlreadyDecided("desk-example-decided")
        await work.staff.audit(
            "judge_example",
            subject="example",
            subject_id=example.id,
            staff_id=staff_id,
            now=now,
            detail={"from": "approved", "to": "rejected", "topic": example.topic},
        )
        await work.commit()


async def _need_reviewer(work: UnitOfWork, staff_id: str) -> None:
    staff = await work.staff.by_id(staff_id)
    if staff is None or staff.role not in REVIEWING:
        raise NotAReviewer("desk-error-403")
