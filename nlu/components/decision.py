"""From shares to one proposal: answer, offer, a conversational intent, or abstain.

Pure: no Rasa, no model. The thresholds are measured (`nlu/calibrate.py`) and travel with the
model. A wrong direct answer costs most, saying nothing costs less, offering costs little.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass

OUT_OF_SCOPE = "out_of_scope"
TOPIC_PREFIX = "faq/"
MOST_OFFERS = 3


@dataclass(frozen=True)
class Thresholds:
    """Shares between 0 and 1, and how sharply scores are read as shares.

    temperature: what scores are divided by; the greater, the less sure;
    answer: least share of the best topic among all labels to answer at once;
    margin: least distance between the best and the second topic to answer at once;
    offer: least share of a topic to be offered;
    intent: least share of a conversational intent to follow it;
    out_of_scope: share of `out_of_scope` from which nothing is answered or offered.
    """

    temperature: float = 0.8
    answer: float = 0.5
    margin: float = 0.1
    offer: float = 0.05
    intent: float = 0.4
    out_of_scope: float = 0.5

    @classmethod
    def read(cls, given: Mapping[str, float]) -> Thresholds:
        """From `thresholds.yml`. Raises `ValueError` on a missing or foreign key."""
        names = {field for field in asdict(cls())}
        if set(given) != names:
            raise ValueError(f"thresholds.yml must hold exactly {sorted(names)}")
        return cls(**{name: float(value) for name, value in given.items()})


@dataclass(frozen=True)
class Decision:
    """What is proposed.

    kind: `answer`, `offer`, `intent` or `abstain`; intent: Rasa's intent; topics: every topic
    with its share, best first; intents: likewise for intents and out_of_scope.
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


def decide(shares: Mapping[str, float], limits: Thresholds) -> Decision:
    """Weigh the shares of all labels (`faq/<topic>`, intents, `out_of_scope`; they sum to 1)."""
    ranked = sorted(shares.items(), key=lambda pair: (-pair[1], pair[0]))
    topics = tuple((n[len(TOPIC_PREFIX) :], p) for n, p in ranked if n.startswith(TOPIC_PREFIX))
    others = tuple((n, p) for n, p in ranked if not n.startswith(TOPIC_PREFIX))
    spoken = [(n, p) for n, p in others if n != OUT_OF_SCOPE]
    outside = shares.get(OUT_OF_SCOPE, 0.0)
    best_topic = topics[0][1] if topics else 0.0
    second = topics[1][1] if len(topics) > 1 else 0.0

    def proposal(kind: str, intent: str, share: float, offers: list[str]) -> Decision:
        return Decision(kind, intent, share, topics, tuple(offers), others)

    if spoken and spoken[0][1] >= limits.intent and spoken[0][1] > best_topic:
        return proposal("intent", spoken[0][0], spoken[0][1], [])
    if outside < limits.out_of_scope or best_topic > outside:
        if best_topic >= limits.answer and best_topic - second >= limits.margin:
            return proposal("answer", "faq", best_topic, [])
        offers = [t for t, p in topics[:MOST_OFFERS] if p >= limits.offer]
        if offers:
            return proposal("offer", "unsure", best_topic, offers)
    return proposal("abstain", OUT_OF_SCOPE, outside, [])
