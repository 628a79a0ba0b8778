"""Screens → messages: text in the resident's language with its buttons, for any door.

The doors send what stands here; no sentence is made anywhere else.
"""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from babel.dates import format_time, get_day_names

from bot.adapters.speech import Speech
from bot.adapters.telegram_html import blocks, escape, join, pack
from bot.hours import StaffHours
from bot.ports import Clock
from bot.usecases.answer_survey import definition, progress_of
from bot.usecases.fill_form import OTHER, SKIP
from bot.usecases.own_data import collect
from bot.usecases.screens import (
    AskConsent,
    AskDelete,
    AskSearch,
    ChooseLanguage,
    LeaveGroup,
    OfferLanguage,
    OfferSurvey,
    RedrawQuestion,
    Say,
    Screen,
    ShowAnswer,
    ShowCue,
    ShowForm,
    ShowFound,
    ShowMenu,
    ShowOffer,
    ShowOwnData,
    ShowQuestion,
    ShowThanks,
)
from db.models import Response
from db.models import Topic as TopicRow
from db.uow import Store
from dialogues.callbacks import (
    Consent,
    Delete,
    FormReply,
    FormStop,
    Helped,
    Language,
    Menu,
    More,
    Payload,
    Person,
    Report,
    Search,
    SurveyBack,
    SurveyDecline,
    SurveyDone,
    SurveyLater,
    SurveyPick,
    SurveySkip,
    SurveyStart,
    Topic,
)
from dialogues.callbacks import (
    pack as pack_payload,
)
from dialogues.locales import LOCALES, NATIVE_NAMES
from dialogues.survey import Progress, Question, QuestionType, Survey, Value
from faq.marks import VOLATILE, with_stars
from faq.screens import paginate, parts, seen

CUE_TOPICS = {
    "violence": ("safety.domestic_violence", "safety.emergency_numbers"),
    "child_in_danger": ("safety.domestic_violence", "safety.emergency_numbers"),
    "self_harm": ("health.mental_health", "safety.emergency_numbers"),
    "trafficking": ("safety.trafficking", "safety.emergency_numbers"),
    "medical": ("health.emergency", "safety.emergency_numbers"),
}
"""What to read on about, below the numbers."""

REPORTING = "community.report_problem"
"""The topic below which a report can be begun at once."""


@dataclass(frozen=True)
class Button:
    """A button below a message: it taps (``data``) or opens a page (``url``)."""

    text: str
    data: str | None = None
    url: str | None = None


@dataclass(frozen=True)
class Message:
    """One message to a resident."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()
    quotes: bool = False
    """A reply to the resident's own message, which Telegram then gives back with a tap."""
    edits: bool = False
    """Takes the place of the message that was tapped."""
    document: tuple[str, bytes] | None = None
    """File name and content."""
    asks_for: str = ""
    """What stands in the field where the resident's app then quotes this message (ForceReply)."""


@dataclass(frozen=True)
class Piece:
    """A part of an answer or one contact: it is never cut between two screens."""

    title: str
    html: str
    starred: bool = False
    card: bool = False

    @property
    def size(self) -> int:
        """Characters to read; a contact is looked at, not read, and counts half."""
        return len(seen(self.html)) // (2 if self.card else 1)


type Rows = tuple[tuple[Button, ...], ...]


def tap(text: str, payload: Payload) -> Button:
    """A button that comes back to us."""
    return Button(text, data=pack_payload(payload))


@dataclass(frozen=True)
class Rendering:
    """Writes screens in a language."""

    store: Store
    speech: Speech
    clock: Clock
    hours: StaffHours

    async def __call__(
        self, screen: Screen, locale: str, resident_id: str | None
    ) -> Sequence[Message]:
        """The messages of a screen; none where what it shows is gone."""
        match screen:
            case Say(text_id, args):
                return [self._said(locale, text_id, **args)]
            case ChooseLanguage():
                return [self._languages(locale)]
            case OfferLanguage(other):
                ask = tap(self._say(other, "button-this-language"), Language(other))
                return [Message(escape(self._say(other, "offer-language")), ((ask,),))]
            case AskConsent():
                return [self._consent(locale, screen)]
            case ShowAnswer(topic, page):
                return await self._answer(locale, topic, page)
            case AskSearch():
                field = self._say(locale, "search-field")
                return [Message(escape(self._say(locale, "search-ask")), asks_for=field)]
            case ShowFound(topics):
                return [await self._found(locale, topics)]
            case ShowOffer(topics):
                return [await self._offer(locale, topics)]
            case ShowMenu(domain):
                return [await self._menu(locale, domain)]
            case ShowForm():
                return [await self._form(locale, screen)]
            case ShowCue(kind):
                return [await self._cue(locale, kind)]
            case ShowQuestion(response, reason):
                return await self._question(locale, response, reason)
            case RedrawQuestion(response, question):
                return await self._redraw(locale, response, question)
            case ShowThanks(response):
                return await self._of_response(response, self._thanks)
            case OfferSurvey(response):
                return [
                    Message(
                        escape(self._say(locale, "survey-waits")),
                        ((tap(self._say(locale, "button-go-on"), SurveyStart(response)),),),
                    )
                ]
            case AskDelete():
                return [
                    Message(
                        escape(self._say(locale, "delete-ask")),
                        (
                            (tap(self._say(locale, "button-delete-yes"), Delete(yes=True)),),
                            (tap(self._say(locale, "button-delete-no"), Delete(yes=False)),),
                        ),
                    )
                ]
            case ShowOwnData():
                return await self._own_data(locale, resident_id)
            case LeaveGroup():
                return [self._said(locale, "private-only")]

    async def invitation(self, response_id: str) -> Message | None:
        """The invitation to a survey: who asks, why, how long, and three buttons."""
        shown = await self._of_response(response_id, self._invitation)
        return shown[0] if shown else None

    def staff_reply(self, locale: str, words: str) -> Message:
        """What a person answered, and that the next message goes to them."""
        return Message(
            f"<b>{escape(self._say(locale, 'staff-reply-title'))}</b>\n\n{escape(words)}"
            f"\n\n<i>{escape(self._say(locale, 'staff-reply-next'))}</i>"
        )

    def staff_hours(self, locale: str) -> str:
        """When staff answer, as the language writes it: «Mon–Fri, 08:00–15:00»."""
        days = get_day_names("abbreviated", "stand-alone", locale=locale)
        first, last = days[self.hours.first_day], days[self.hours.last_day]
        span = first if first == last else f"{first}–{last}"
        opens = format_time(self.hours.opens, "HH:mm", locale=locale)
        closes = format_time(self.hours.closes, "HH:mm", locale=locale)
        return f"{span}, {opens}–{closes}"

    # small texts

    def _say(self, locale: str, text_id: str, **args: Any) -> str:
        return self.speech.say(locale, text_id, **args)

    def _said(self, locale: str, text_id: str, **args: Any) -> Message:
        args.setdefault("hours", self.staff_hours(locale))
        return Message(escape(self._say(locale, text_id, **args)))

    def _languages(self, locale: str) -> Message:
        named = [tap(NATIVE_NAMES[each], Language(each)) for each in LOCALES]
        rows = tuple(tuple(named[at : at + 2]) for at in range(0, len(named), 2))
        return Message(escape(self._say(locale, "choose-language")), rows)

    def _consent(self, locale: str, screen: AskConsent) -> Message:
        return Message(
            escape(self._say(locale, "consent")),
            (
                (
                    tap(
                        self._say(locale, "button-agree"), Consent(True, screen.then, screen.topic)
                    ),
                ),
                (
                    tap(
                        self._say(locale, "button-refuse"),
                        Consent(False, screen.then, screen.topic),
                    ),
                ),
            ),
            quotes=screen.then == "question",
        )

    # answers

    async def _answer(self, locale: str, topic_id: str, page: int) -> Sequence[Message]:
        async with self.store(read_only=True) as work:
            topic = await work.knowledge.topic(topic_id)
            revision = await work.knowledge.published(topic_id, locale)
            near = [await work.knowledge.topic(each) for each in topic.related] if topic else []
        if topic is None:
            return [self._said(locale, "old-button")]
        link = topic.links.get(locale) or topic.links["sl"]
        related: Rows = tuple((tap(each.titles[locale], Topic(each.id)),) for each in near if each)
        opens = Button(self._say(locale, "button-official-page"), url=link)
        ends: Rows = ((opens,), (tap(self._say(locale, "button-person"), Person()),))
        if topic_id == REPORTING:
            ends = ((tap(self._say(locale, "button-report"), Report()),), *ends)
        title = f"<b>{escape(topic.titles[locale])}</b>"
        source = (
            f'<a href="{escape(link)}">{escape(self._say(locale, "official-page"))}</a>\n'
            + escape(self._say(locale, "checked-on", date=topic.checked_on))
        )
        if revision is None:
            text = escape(self._say(locale, "answer-not-written"))
            return [Message(f"{title}\n\n{text}\n\n{source}", (*related, *ends))]
        pages = self.pages(locale, topic, revision.markdown)
        if page >= len(pages):  # an old button: the answer has become shorter
            page = 0
        starred = any(piece.starred for piece in pages[page])
        note = [f"<i>{escape(self._say(locale, 'volatile-note'))}</i>"] if starred else []
        if page:
            title += f" ({page + 1}/{len(pages)})"
        texts = pack(
            [
                title,
                *(piece.html for piece in pages[page]),
                *note,
                source,
                escape(self._say(locale, "did-this-help")),
            ]
        )
        helped = (
            tap(self._say(locale, "button-yes"), Helped(topic_id, yes=True)),
            tap(self._say(locale, "button-no"), Helped(topic_id, yes=False)),
        )
        buttons: Rows = (helped, *related, *ends)
        if page + 1 < len(pages):
            label = self._say(locale, "button-more", next=pages[page + 1][0].title)
            further = (tap(label, More(topic_id, page + 1)),)
            # what leads elsewhere stands at the beginning and at the end, not in the middle
            buttons = (further, helped, ends[-1]) if page else (further, *buttons)
        return [*(Message(text) for text in texts[:-1]), Message(texts[-1], buttons)]

    def pages(self, locale: str, topic: TopicRow, markdown: str) -> list[list[Piece]]:
        """An answer with its contacts, screen by screen.

        A star stands behind what rests on a fact that changes.
        """
        bare = with_stars(markdown, lambda mark: mark in (topic.volatile or ()))
        pieces = []
        for part in parts(bare):
            head, _, _ = part.partition("\n")
            said = join(blocks(part))
            pieces.append(Piece(head.removeprefix("## "), said, starred=VOLATILE in said))
        title = self._say(locale, "contacts-title")
        for number, contact in enumerate(topic.contacts):
            said = self._contact(locale, contact)
            pieces.append(
                Piece(title, said if number else f"<b>{escape(title)}</b>\n\n{said}", card=True)
            )
        return paginate(pieces, lambda piece: piece.size)

    def _contact(self, locale: str, contact: Mapping[str, Any]) -> str:
        def of(by_locale: Mapping[str, str]) -> str:
            return by_locale.get(locale) or by_locale.get("sl") or ""

        def latin(text: str | None) -> str:
            """In Arabic a line of digits or Latin letters keeps its own direction (UAX #9)."""
            return f"\u2068{escape(text)}\u2069" if text and locale == "ar" else escape(text or "")

        lines = [f"<b>{escape(of(contact['name']))}</b>"]
        lines += [latin(contact[key]) for key in ("address", "phone", "email")]
        if contact["url"]:
            lines.append(f'<a href="{escape(contact["url"])}">{latin(_site(contact["url"]))}</a>')
        if hours := of(contact["hours"]):
            lines.append(escape(self._say(locale, "contact-hours", hours=hours)))
        lines.append(escape(of(contact["notes"])))
        if contact["confirmed"]:
            day = date.fromisoformat(contact["checked_on"])
            lines.append(escape(self._say(locale, "checked-on", date=day)))
        else:
            source = of(contact.get("source") or {})  # none before the answers are loaded anew
            where = escape(source)
            if source.startswith("http"):
                where = f'<a href="{escape(source)}">{latin(_site(source))}</a>'
            lines.append(f"<i>{escape(self._say(locale, 'contact-unconfirmed'))}</i> {where}")
        return "\n".join(line for line in lines if line)

    async def _found(self, locale: str, topics: Sequence[str]) -> Message:
        async with self.store(read_only=True) as work:
            rows = [await work.knowledge.topic(each) for each in topics]
        buttons = [(tap(row.titles[locale], Topic(row.id)),) for row in rows if row]
        again = (tap(self._say(locale, "button-search"), Search()),)
        menu = (tap(self._say(locale, "button-all-topics"), Menu(None)),)
        person = (tap(self._say(locale, "button-person"), Person()),)
        text = self._say(locale, "search-found" if buttons else "search-nothing")
        return Message(escape(text), (*buttons, again, menu, person))

    async def _offer(self, locale: str, topics: Sequence[str]) -> Message:
        async with self.store(read_only=True) as work:
            rows = [await work.knowledge.topic(each) for each in topics]
        buttons = [(tap(row.titles[locale], Topic(row.id, offered=True)),) for row in rows if row]
        # a complaint is easily taken for a question about the same matter
        report = (tap(self._say(locale, "button-report"), Report()),)
        person = (tap(self._say(locale, "button-none-person"), Person()),)
        return Message(escape(self._say(locale, "offer")), (*buttons, report, person))

    async def _menu(self, locale: str, domain: str | None) -> Message:
        async with self.store(read_only=True) as work:
            domains = await work.knowledge.domains()
            topics = await work.knowledge.topics(domain) if domain else []
        if domain is None:
            named = [tap(each.titles[locale], Menu(each.id)) for each in domains]
            rows = tuple(tuple(named[at : at + 2]) for at in range(0, len(named), 2))
            search = (tap(self._say(locale, "button-search"), Search()),)
            return Message(escape(self._say(locale, "menu")), (*rows, search))
        title = next((each.titles[locale] for each in domains if each.id == domain), domain)
        back = (tap(self._say(locale, "button-all-topics"), Menu(None)),)
        return Message(
            f"<b>{escape(title)}</b>",
            (*((tap(each.titles[locale], Topic(each.id)),) for each in topics), back),
        )

    async def _cue(self, locale: str, kind: str) -> Message:
        async with self.store(read_only=True) as work:
            rows = [await work.knowledge.topic(each) for each in CUE_TOPICS[kind]]
        buttons = [(tap(row.titles[locale], Topic(row.id)),) for row in rows if row]
        return Message(
            escape(self._say(locale, f"cue-{kind.replace('_', '-')}")),
            (*buttons, (tap(self._say(locale, "button-person"), Person()),)),
        )

    # forms

    async def _form(self, locale: str, screen: ShowForm) -> Message:
        def key(text_id: str, value: str) -> tuple[Button, ...]:
            return (tap(self._say(locale, text_id), FormReply(screen.form, screen.slot, value)),)

        rows: Rows = ()
        match screen.form, screen.slot:
            case "report", "area":
                async with self.store(read_only=True) as work:
                    domains = await work.knowledge.domains()
                named = [
                    tap(each.titles[locale], FormReply("report", "area", each.id))
                    for each in domains
                ]
                pairs = tuple(tuple(named[at : at + 2]) for at in range(0, len(named), 2))
                rows = (*pairs, key("button-other-area", OTHER))
            case "report", "help":
                rows = (key("button-skip", SKIP),)
            case "report", "consent":
                rows = (key("button-yes", "yes"), key("button-no", "no"))
        stop = (tap(self._say(locale, "button-stop"), FormStop()),)
        if screen.topic:
            asked = self._say(locale, "form-human-missing")
        else:
            asked = self._say(locale, f"form-{screen.form}-{screen.slot}")
        return Message(escape(asked), (*rows, stop))

    # surveys

    async def _of_response(
        self,
        response_id: str,
        write: Callable[[Response, Survey], Awaitable[Message]],
    ) -> Sequence[Message]:
        async with self.store(read_only=True) as work:
            response = await work.surveys.response(response_id)
            if response is None:
                return []
            survey = await definition(work, response)
        return [await write(response, survey)]

    async def _invitation(self, response: Response, survey: Survey) -> Message:
        locale = response.locale
        return Message(
            f"<b>{escape(survey.title[locale])}</b>\n\n{escape(survey.intro[locale])}",
            (
                (tap(self._say(locale, "button-survey-start"), SurveyStart(response.id)),),
                (
                    tap(self._say(locale, "button-later"), SurveyLater(response.id)),
                    tap(self._say(locale, "button-not-this"), SurveyDecline(response.id)),
                ),
            ),
        )

    async def _thanks(self, response: Response, survey: Survey) -> Message:
        return Message(escape(survey.thanks[response.locale]))

    async def _question(
        self, locale: str, response_id: str, reason: str | None
    ) -> Sequence[Message]:
        async def write(response: Response, survey: Survey) -> Message:
            progress = progress_of(survey, response)
            if progress.current >= len(survey.questions):
                return await self._thanks(response, survey)
            shown = self._one_question(response, survey, progress.current, progress)
            if reason is None:
                return shown
            why = escape(self._say(locale, f"survey-{reason.replace('_', '-')}"))
            return Message(f"{why}\n\n{shown.html}", shown.buttons)

        return await self._of_response(response_id, write)

    async def _redraw(self, _locale: str, response_id: str, at: int) -> Sequence[Message]:
        async def write(response: Response, survey: Survey) -> Message:
            shown = self._one_question(response, survey, at, progress_of(survey, response))
            return Message(shown.html, shown.buttons, edits=True)

        return await self._of_response(response_id, write)

    def _one_question(
        self, response: Response, survey: Survey, at: int, progress: Progress
    ) -> Message:
        locale = response.locale
        question: Question = survey.questions[at]
        number, total = survey.number_of(at)
        head = escape(self._say(locale, "survey-place", number=number, total=total))
        text = f"{head}\n<b>{escape(question.label[locale])}</b>"
        if question.hint:
            text += f"\n\n{escape(question.hint[locale])}"
        rows = self._choices(
            locale, response.id, at, question, progress.answers.get(question.name)
        )
        moves: list[Button] = []
        if at > 0:
            moves.append(tap(self._say(locale, "button-back"), SurveyBack(response.id, at)))
        if question.type is QuestionType.SELECT_MULTIPLE:
            rows = (*rows, (tap(self._say(locale, "button-done"), SurveyDone(response.id, at)),))
        if not question.required:
            moves.append(tap(self._say(locale, "button-skip"), SurveySkip(response.id, at)))
        return Message(text, (*rows, tuple(moves)) if moves else rows)

    def _choices(
        self, locale: str, response_id: str, at: int, question: Question, kept: Value | None
    ) -> Rows:
        marked = set(kept) if isinstance(kept, tuple) else {kept}

        def pick(label: str, key: str) -> Button:
            sign = "✓ " if key in marked else ""
            return tap(sign + label, SurveyPick(response_id, at, key))

        if question.type is QuestionType.RANGE:
            return (tuple(pick(key, key) for key in question.keys),)
        return tuple((pick(each.label[locale], each.key),) for each in question.choices)

    # own data

    async def _own_data(self, locale: str, resident_id: str | None) -> Sequence[Message]:
        if resident_id is None:
            return [self._said(locale, "deleted")]
        async with self.store(read_only=True) as work:
            try:
                kept = await collect(work, resident_id)
            except LookupError:
                return [self._said(locale, "deleted")]
        summary = self._say(
            locale,
            "my-data",
            questions=len(kept["questions"]),
            surveys=len(kept["surveys"]),
            challenges=len(kept["challenges"]),
            consent="yes" if kept["consent"] and kept["consent"]["given"] else "no",
        )
        file = json.dumps(kept, ensure_ascii=False, indent=2).encode()
        return [
            Message(escape(summary), document=("povezani.json", file)),
        ]


def _site(url: str) -> str:
    """What a reader recognises a page by."""
    return (urlsplit(url).hostname or url).removeprefix("www.")
