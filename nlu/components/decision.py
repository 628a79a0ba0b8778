"""What is proposed for a text: an answer, offers, an intent, to ask back, or a person.

Pure: no Rasa, no model. Each proposal is weighed by what it costs a resident on average, given
how likely each label is, and the cheapest one is made. The costs are people's judgement and stand
here; how far the shares can be trusted is measured (`nlu/calibrate.py`) and travels with the
model.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

OUT_OF_SCOPE = "out_of_scope"
TOPIC_PREFIX = "faq/"
MOST_OFFERS = 3
UNCLEAR = "unclear"
"""Rasa's intent where we ask back."""
BARE_WORDS = 2
"""A text of so many words is too bare to hand to a person, who would have to ask back too."""


@dataclass(frozen=True)
class Costs:
    """What an outcome costs a resident: 1 is to be told, as if we knew, what was not asked.

    answered_wrong: to get the answer of another topic than was asked: its title says so, and
    that it did not help is one tap, but who does not notice may lose a permit;
    offer: to tap on the right one of several topics;
    each_offer: to read one more button;
    no_offer_fits: to be offered topics none of which is meant;
    handed: to wait for a person with what we could have answered or done;
    asked_back: to say in more words what we could have answered or done;
    outside_asked: to be asked for more words about what we know nothing of;
    intent_missed: to meet a menu or a form in place of what was said;
    intent_offered: to be offered topics in reply to a greeting or a complaint;
    intent_answered: to be answered a topic in reply to a complaint: it was not even heard;
    outside_offered: to be offered topics in reply to what we know nothing of;
    outside_taken: to be greeted, or put into a form, in reply to what we know nothing of;
    outside_answered: to be answered what was not asked.
    """

    answered_wrong: float = 0.7
    offer: float = 0.12
    each_offer: float = 0.005
    no_offer_fits: float = 0.6
    handed: float = 0.5
    asked_back: float = 0.5
    outside_asked: float = 0.1
    intent_missed: float = 0.55
    intent_offered: float = 0.9
    intent_answered: float = 1.2
    outside_offered: float = 0.1
    outside_taken: float = 0.5
    outside_answered: float = 1.0


COSTS = Costs()


@dataclass(frozen=True)
class Calibration:
    """How scores become shares that can be trusted; measured, see `thresholds.yml`.

    act_temperature, topic_temperature: what scores are divided by; the greater, the less sure;
    acts: what is added to the score of asking (`faq`), of each intent and of `out_of_scope`;
    danger: by how much danger must outweigh calm for help to be shown; above zero.
    """

    act_temperature: float
    topic_temperature: float
    acts: Mapping[str, float]
    danger: float

    @classmethod
    def read(cls, given: Mapping[str, Any]) -> Calibration:
        """From `thresholds.yml`. Raises `ValueError` on a missing or foreign key."""
        names = {field.name for field in fields(cls)}
        if set(given) != names:
            raise ValueError(f"thresholds.yml must hold exactly {sorted(names)}")
        return cls(**given)


@dataclass(frozen=True)
class Decision:
    """What is proposed.

    kind: `answer`, `offer`, `intent`, `ask` (back) or `abstain` (a person); intent: Rasa's
    intent; topics: every topic with its share, best first; intents: likewise for intents and
    out_of_scope.
    """

    kind: str
    intent: str
    confidence: float
    topics: tuple[tuple[str, float], ...]
    offers: tuple[str, ...]
    intents: tuple[tuple[str, float], ...]

    def as_dict(self) -> dict[str, object]:
        """The JSON of the parse route: at most 10 topics, 5 intents and 3 offers."""
        return {
            "decision": self.kind,
            "intent": self.intent,
            "confidence": round(self.confidence, 4),
            "topics": [{"topic": t, "confidence": round(p, 4)} for t, p in self.topics[:10]],
            "offers": list(self.offers),
            "intents": [{"intent": i, "confidence": round(p, 4)} for i, p in self.intents[:5]],
        }


def decide(shares: Mapping[str, float], words: int, costs: Costs = COSTS) -> Decision:
    """Weigh the shares of all labels (`faq/<topic>`, intents, `out_of_scope`; they sum to 1).

    `words`: how many the text has; to hand one or two to a person helps nobody.
    """
    ranked = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
    topics = tuple((n[len(TOPIC_PREFIX) :], p) for n, p in ranked if n.startswith(TOPIC_PREFIX))
    others = tuple((n, p) for n, p in ranked if not n.startswith(TOPIC_PREFIX))
    spoken = [(n, p) for n, p in others if n != OUT_OF_SCOPE]
    outside = shares.get(OUT_OF_SCOPE, 0.0)
    asked = sum(p for _, p in topics)
    said = sum(p for _, p in spoken)

    # Each proposal with its mean cost; the least intrusive of equal ones comes first.
    ours = asked + said
    proposals: list[tuple[float, str, str, float, list[str]]] = []
    if words <= BARE_WORDS:
        price = costs.asked_back * ours + costs.outside_asked * outside
        proposals.append((price, "ask", UNCLEAR, outside, []))
    else:
        proposals.append((costs.handed * ours, "abstain", OUT_OF_SCOPE, outside, []))
    if spoken:
        intent, share = spoken[0]
        price = costs.intent_missed * (1 - share - outside) + costs.outside_taken * outside
        proposals.append((price, "intent", intent, share, []))
    if topics:
        beside = costs.intent_offered * said + costs.outside_offered * outside
        held, offers = 0.0, []
        for topic, share in topics[:MOST_OFFERS]:
            held += share
            offers.append(topic)
            tapping = costs.offer * held + costs.each_offer * len(offers)
            missing = costs.no_offer_fits * (asked - held)
            price = tapping + missing + beside
            proposals.append((price, "offer", "unsure", topics[0][1], list(offers)))
        sure = topics[0][1]
        price = costs.answered_wrong * (asked - sure) + costs.intent_answered * said
        price += costs.outside_answered * outside
        proposals.append((price, "answer", "faq", sure, []))
    _, kind, name, share, chosen = min(proposals, key=lambda proposal: proposal[0])
    return Decision(kind, name, share, topics, tuple(chosen), others)
