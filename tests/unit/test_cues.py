from pathlib import Path
from time import perf_counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogues.cues import Cue, CueError, Cues, Kind, read_cues, read_phrases
from dialogues.locales import LOCALES

HOUSE = Path(__file__).parents[2]
FOLDER = HOUSE / "dialogues" / "cues"

PHRASES = [
    ("sl", Kind.VIOLENCE, "mož me tepe"),
    ("en", Kind.SELF_HARM, "kill myself"),
    ("en", Kind.SELF_HARM, "don't want to live"),
    ("en", Kind.MEDICAL, "can't breathe"),
    ("bs", Kind.VIOLENCE, "muž me tuče"),
    ("bs", Kind.TRAFFICKING, "uzeli su mi pasoš"),
    ("bs", Kind.SELF_HARM, "ubiti se"),
    ("mk", Kind.VIOLENCE, "маж ми ме тепа"),
    ("uk", Kind.VIOLENCE, "чоловік мене б’є"),
    ("ru", Kind.SELF_HARM, "не хочу жить"),
    ("ru", Kind.SELF_HARM, "самоубийств*"),
    ("ru", Kind.CHILD_IN_DANGER, "бьёт ребёнка"),
    ("ar", Kind.VIOLENCE, "زوجي يضربني"),
]


@pytest.fixture(scope="module")
def cues() -> Cues:
    return Cues(PHRASES)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Moj mož me že dolgo tepe.", Kind.VIOLENCE),
        ("MOZ ME TEPE", Kind.VIOLENCE),
        ("I want to kill myself", Kind.SELF_HARM),
        ("i dont want to live anymore", Kind.SELF_HARM),
        ("I don’t really want to live", Kind.SELF_HARM),
        ("My husband can’t breathe!!", Kind.MEDICAL),
        ("muz me tuce", Kind.VIOLENCE),
        ("муж ме туче", Kind.VIOLENCE),
        ("Узели су ми пасош", Kind.TRAFFICKING),
        ("маж ми постојано ме тепа", Kind.VIOLENCE),
        ("maz mi me tepa", Kind.VIOLENCE),
        ("чоловік мене бє", Kind.VIOLENCE),
        ("cholovik mene b'ye", Kind.VIOLENCE),
        ("не хочу больше жить", Kind.SELF_HARM),
        ("ne khochu zhit", Kind.SELF_HARM),
        ("ne hoću žit'", Kind.SELF_HARM),
        ("мысли о самоубийстве", Kind.SELF_HARM),
        ("он бьет моего ребенка", Kind.CHILD_IN_DANGER),
        ("زوجي دائمًا يضربني", Kind.VIOLENCE),
    ],
)
def test_a_cue_is_found_however_it_is_written(cues: Cues, text: str, kind: Kind) -> None:
    assert cues.find(text) == Cue(kind)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "?!",
        "How do I renew my permit?",
        "myself I would not kill",  # in another order than the phrase
        "kill the lights and then do it myself",  # more than two words between
        "Kje je občina?",
        "Хочу жить в Идрии",
        "муж работает",
        "ubiti",
    ],
)
def test_everyday_words_are_no_cue(cues: Cues, text: str) -> None:
    assert cues.find(text) is None


def test_the_most_urgent_of_several_counts(cues: Cues) -> None:
    assert cues.find("mož me tepe, I want to kill myself") == Cue(Kind.SELF_HARM)


@given(st.text(max_size=300))
def test_no_text_raises(text: str) -> None:
    Cues(PHRASES).find(text)


def test_ten_thousand_characters_are_read_quickly() -> None:
    many = Cues((*PHRASES, *(("ru", Kind.MEDICAL, f"не слово{n} не* не") for n in range(1500))))
    for text in ("не " * 3300, "How do I renew my permit in Idrija? " * 280):
        begin = perf_counter()
        assert many.find(text) is None
        assert perf_counter() - begin < 0.5


def test_a_broken_file_names_its_line(tmp_path: Path) -> None:
    file = tmp_path / "sl.txt"
    with pytest.raises(CueError, match=r"sl\.txt: cannot be read"):
        list(read_phrases(file))
    file.write_text("# only a comment\npomoč\n", encoding="utf-8")
    with pytest.raises(CueError, match=r"sl\.txt:2: a phrase under a \[kind\]"):
        list(read_phrases(file))
    file.write_text("[violence]\n[panic]\n", encoding="utf-8")
    with pytest.raises(CueError, match=r"sl\.txt:2: no such kind"):
        list(read_phrases(file))
    file.write_text("[violence]  # in the family\nmož me tepe # in the present\n\n", "utf-8")
    assert list(read_phrases(file)) == [("sl", Kind.VIOLENCE, "mož me tepe")]
    with pytest.raises(CueError, match="no words"):
        Cues([("sl", Kind.MEDICAL, "…")])


# The phrases of the house ------------------------------------------------------------------------


@pytest.fixture(scope="module")
def house() -> Cues:
    return read_cues(FOLDER)


@pytest.mark.parametrize("locale", LOCALES)
def test_every_phrase_of_the_house_is_found(house: Cues, locale: str) -> None:
    phrases = list(read_phrases(FOLDER / f"{locale}.txt"))
    assert {kind for _, kind, _ in phrases} == set(Kind)
    for _, kind, phrase in phrases:
        cue = house.find(phrase.replace("*", ""))
        # Phrases of two kinds may overlap; the more urgent one wins.
        assert cue is not None, phrase
        assert list(Kind).index(cue.kind) <= list(Kind).index(kind), phrase


def test_everyday_questions_are_seldom_taken_for_danger(house: Cues) -> None:
    """The utterances of the topics, in eight languages, are what people ask on any day."""
    grave = {"domestic_violence", "trafficking", "emergency", "mental_health", "exploitation"}
    everyday = [
        line
        for path in HOUSE.glob("faq/content/*/*/ask.*.txt")
        if path.parent.name not in grave
        for line in path.read_text(encoding="utf-8").splitlines()[::4]
    ]
    taken = [line for line in everyday if house.find(line)]
    assert len(everyday) > 1000
    assert len(taken) / len(everyday) < 0.002, taken
