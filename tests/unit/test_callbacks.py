import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dialogues import callbacks
from dialogues.callbacks import (
    BadPayload,
    Consent,
    Delete,
    FormReply,
    FormStop,
    Helped,
    Language,
    Menu,
    More,
    MyData,
    Payload,
    Person,
    Search,
    SurveyBack,
    SurveyDecline,
    SurveyDone,
    SurveyLater,
    SurveyPick,
    SurveySkip,
    SurveyStart,
    Topic,
    pack,
    parse,
)
from dialogues.directives import FORMS
from dialogues.locales import LOCALES

responses = st.from_regex(r"[a-z2-7]{12}|[A-Z2-7]{12}", fullmatch=True)
indexes = st.integers(0, 99)
keys = st.from_regex(r"[A-Za-z0-9_-]{1,20}", fullmatch=True)
domains = st.from_regex(r"[a-z][a-z0-9_]{0,14}", fullmatch=True)
topics = st.builds("{}.{}".format, domains, st.from_regex(r"[a-z][a-z0-9_]{0,23}", fullmatch=True))
slots = st.sampled_from([(form, slot) for form in FORMS for slot in FORMS[form]])

payloads: st.SearchStrategy[Payload] = st.one_of(
    st.builds(Language, st.sampled_from(LOCALES)),
    st.builds(Consent, st.booleans(), st.sampled_from([None, "report", "human", "question"])),
    st.builds(Consent, st.booleans(), st.just("human"), topics),
    st.builds(Menu, st.none() | domains),
    st.just(Search()),
    st.builds(More, topics, st.integers(1, 99)),
    st.builds(Topic, topics),
    st.builds(Helped, topics, st.booleans()),
    st.just(Person()),
    st.builds(lambda place, key: FormReply(*place, key), slots, keys),
    st.just(FormStop()),
    st.builds(SurveyStart, responses),
    st.builds(SurveyLater, responses),
    st.builds(SurveyDecline, responses),
    st.builds(SurveyDone, responses, indexes),
    st.builds(SurveySkip, responses, indexes),
    st.builds(SurveyBack, responses, indexes),
    st.builds(SurveyPick, responses, indexes, keys),
    st.builds(Delete, st.booleans()),
    st.just(MyData()),
)


@given(payloads)
@example(SurveyPick("abcdefghij27", 99, "k" * 20))
@example(Helped("d" * 15 + "." + "t" * 24, True))
def test_what_is_packed_is_read_back_and_fits(payload: Payload) -> None:
    packed = pack(payload)
    assert parse(packed) == payload
    assert 1 <= len(packed.encode()) <= 64


@given(st.text() | st.from_regex(r"1:[a-z]{1,2}(:[a-z0-9_.]{0,12}){0,4}", fullmatch=True))
def test_any_text_is_a_payload_or_nothing(text: str) -> None:
    payload = parse(text)
    assert payload is None or pack(payload) == text


@pytest.mark.parametrize(
    "forged",
    [
        None,
        "",
        "1",
        "1:",
        "0:l:sl",
        "2:l:sl",
        "1:l:xx",
        "1:l:sl:more",
        "1:d:yes",
        "1:d:Y",
        "1:c:y:elsewhere",
        "1:t:../../etc/passwd",
        "1:t:residence.renew_permit\n",
        "1:f:report:secret:x",
        "1:f:human:question:" + "k" * 21,
        "1:sp:abcdefghij27:01:a",
        "1:sp:abcdefghij27:-1:a",
        "1:sp:abcdefghij27:100:a",
        "1:sp:abcdefghij27:٣:a",
        "1:sp:abcdefghij2:0:a",
        "1:ss:abcdefghij18",
        "1:p:",
        "/start",
        "x" * 65,
    ],
)
def test_forged_and_old_data_is_nothing(forged: str | None) -> None:
    assert parse(forged) is None


def test_a_payload_of_nonsense_cannot_be_built() -> None:
    with pytest.raises(BadPayload):
        Topic("no topic")
    with pytest.raises(BadPayload):
        SurveyPick("abcdefghij27", 0, "two words")


def test_every_payload_has_its_own_code() -> None:
    codes = [member.code for member in callbacks.Payload.__value__.__args__]
    assert len(set(codes)) == len(codes)
