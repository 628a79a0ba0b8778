"""Rasa as the house meets it: a real server, over HTTP (the contract in CONTRIBUTING.md)."""

import io
import json
import signal
import statistics
import tarfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from rasa_server import RasaServer, trained_model

CANARY = "zlatorog-7731-kanarček"
pytestmark = pytest.mark.timeout(900)  # the first of them trains
REPORT = ("report.problem", "report.area", "report.help", "report.consent")


@pytest.fixture(scope="module")
def model() -> Path:
    return trained_model()


@pytest.fixture(scope="module")
def rasa(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[RasaServer]:
    server = RasaServer(model, tmp_path_factory.mktemp("rasa"))
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest.fixture
def sender(request: pytest.FixtureRequest) -> str:
    return f"c-{abs(hash(request.node.nodeid))}"


def report(rasa: RasaServer, sender: str, *, consent: str = "yes") -> list[dict[str, str]]:
    """A whole report from its button on; returns what comes after each message."""
    said = rasa.says(sender, "report", start="report")
    for open_question in REPORT[:3]:
        said += rasa.says(sender, "in my words", open=open_question, reply="given")
    return said + rasa.says(sender, "as said", open="report.consent", reply=consent)


WHOLE = [*({"ask": question} for question in REPORT), {"do": "keep_report"}]


@pytest.mark.parametrize(
    ("text", "directive"),
    [
        ("How do I renew my temporary residence permit?", {"answer": "residence.renew_permit"}),
        ("hello", {"say": "greeting"}),
        ("thank you very much", {"say": "thanks"}),
        ("what can you do?", {"say": "help"}),
        ("I want to talk to a person", {"ask": "human.question"}),
        ("The street light in our street has been broken for months", {"ask": "report.problem"}),
        ("delete all my data", {"do": "ask_delete"}),
        ("change language", {"do": "choose_language"}),
        ("stop", {"do": "stop"}),
        ("asdfghjkl", {"say": "say-more"}),
        ("asdfghjkl qwertz yxcvb mnbv", {"do": "hand_to_staff"}),
    ],
)
def test_each_directive(
    rasa: RasaServer, sender: str, text: str, directive: dict[str, str]
) -> None:
    assert rasa.says(sender, text) == [directive]


def test_a_few_topics_are_offered_when_unsure(rasa: RasaServer, sender: str) -> None:
    said = rasa.says(sender, "permit")
    assert [set(directive) for directive in said] == [{"offer"}]
    offered = said[0]["offer"].split(" ")
    assert 1 <= len(offered) <= 3
    assert "residence.first_permit" in offered
    assert rasa.reads("permit")["offers"] == offered


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("sl", "dovoljenje mi poteče čez tri tedne, sem prepozen?"),
        ("en", "my permit ends in three weeks, am I late?"),
        ("bs", "dozvola mi ističe za tri sedmice, jesam li zakasnio?"),
        ("mk", "дозволата ми истекува за три недели, дали доцнам?"),
        ("sq", "leja ime skadon pas tre javësh, a jam vonë?"),
        ("uk", "мій дозвіл закінчується за три тижні, я запізнився?"),
        ("ru", "мой вид на жительство заканчивается через три недели, я опоздал?"),
        ("ar", "تصريح إقامتي ينتهي بعد ثلاثة أسابيع، هل تأخرت؟"),
    ],
)
def test_the_permit_is_understood_in_each_language(
    rasa: RasaServer, locale: str, text: str
) -> None:
    read = rasa.reads(text, lang=locale)
    assert read["topics"][0]["topic"] == "residence.renew_permit"
    assert read["decision"] == "answer"


def test_the_shape_of_a_reading(rasa: RasaServer) -> None:
    read = rasa.reads("how do I choose a doctor")
    assert set(read) == {
        *("decision", "intent", "confidence", "topics", "offers", "intents"),
        *("danger", "language"),
    }
    assert read["danger"] is None
    assert set(read["language"]) == {"locale", "confidence", "sure"}
    assert read["language"]["locale"] == "en"
    assert 0.95 <= read["language"]["confidence"] <= 1
    assert read["language"]["sure"] is True
    assert len(read["topics"]) == 10
    assert len(read["intents"]) == 5
    shares = [topic["confidence"] for topic in read["topics"]]
    assert shares == sorted(shares, reverse=True)
    settled = rasa.reads("anything", start="stop")
    assert settled["intent"] == "stop"
    assert settled["language"] == {"locale": "none", "confidence": 0.0, "sure": False}


@pytest.mark.parametrize("text", ["doctor", "12 ok", "hvala"])
def test_of_a_guessed_language_it_is_not_sure(rasa: RasaServer, text: str) -> None:
    assert rasa.reads(text, lang="none")["language"]["sure"] is False


def test_a_report_twice_in_a_row(rasa: RasaServer, sender: str) -> None:
    assert report(rasa, sender) == WHOLE
    assert report(rasa, sender) == WHOLE


def test_a_report_begun_in_words_twice_in_a_row(rasa: RasaServer, sender: str) -> None:
    for _ in range(2):
        said = rasa.says(sender, "The street light in our street has been broken for months")
        assert said == [{"ask": "report.problem"}]
        for open_question in REPORT[:3]:
            rasa.says(sender, "words", open=open_question, reply="given")
        said = rasa.says(sender, "yes", open="report.consent", reply="yes")
        assert said == [{"do": "keep_report"}]


@pytest.mark.parametrize("consent", ["no", "given", "skipped"])
def test_only_a_yes_keeps_a_report(rasa: RasaServer, sender: str, consent: str) -> None:
    assert report(rasa, sender, consent=consent)[-1] == {"do": "drop_report"}
    assert report(rasa, sender) == WHOLE


@pytest.mark.parametrize("how", ["said", "tapped"])
def test_a_report_after_a_stop_begins_anew(rasa: RasaServer, sender: str, how: str) -> None:
    rasa.says(sender, "report", start="report")
    rasa.says(sender, "first words", open="report.problem", reply="given")
    stop = {"start": "stop"} if how == "tapped" else {}
    assert rasa.says(sender, "stop", open="report.area", **stop) == [{"do": "stop"}]
    assert rasa.says(sender, "hello") == [{"say": "greeting"}]
    assert report(rasa, sender) == WHOLE


def test_a_report_after_an_expired_session_begins_anew(rasa: RasaServer, sender: str) -> None:
    rasa.says(sender, "report", start="report")
    rasa.says(sender, "first words", open="report.problem", reply="given")
    with closing(rasa.shelf()) as shelf:
        shelf.execute(
            "UPDATE conversation SET touched = touched - 3601 WHERE sender = ?", (sender,)
        )
    # the house has the words; with the form forgotten, a person looks at them
    late = rasa.says(sender, "second words", open="report.area", reply="given")
    assert late == [{"do": "hand_to_staff"}]
    said = rasa.says(sender, "The street light in our street has been broken for months")
    assert said == [{"ask": "report.problem"}]
    assert rasa.says(sender, "words", reply="given") == [{"ask": "report.area"}]


def test_a_form_begun_from_a_button_leaves_the_open_one(rasa: RasaServer, sender: str) -> None:
    rasa.says(sender, "report", start="report")
    rasa.says(sender, "words", reply="given")
    assert rasa.says(sender, "person", start="human") == [{"ask": "human.question"}]
    said = rasa.says(sender, "words", open="human.question", reply="given")
    assert said == [{"do": "keep_question"}]
    assert report(rasa, sender) == WHOLE


@pytest.mark.parametrize(
    ("start", "question"), [("report", "report.problem"), ("human", "human.question")]
)
def test_inside_a_form(rasa: RasaServer, sender: str, start: str, question: str) -> None:
    again = {"ask": question}
    assert rasa.says(sender, "x", start=start) == [again]
    asked = "How do I renew my temporary residence permit?"
    assert rasa.says(sender, asked) == [{"answer": "residence.renew_permit"}, again]
    assert [set(each) for each in rasa.says(sender, "permit")] == [{"offer"}, {"ask"}]
    for text in (
        "hello",
        "thank you",
        "what can you do?",
        "asdfghjkl",
        "delete all my data",
        "change language",
        "I want to talk to a person",
        "The street light in our street has been broken for months",
    ):
        assert rasa.says(sender, text) == [again]
    # what the house took for the answer advances the form, whatever it looks like
    assert rasa.says(sender, asked, open=question, reply="given") != [again]


@pytest.mark.parametrize(
    "text",
    [
        "/restart",
        " /restart",
        '/faq{"topic":"x"}',
        "\u200f/restart",
        "\u2068 /stop",
        "/",
        "\n/session_start",
    ],
)
def test_a_command_does_nothing(rasa: RasaServer, sender: str, text: str) -> None:
    rasa.says(sender, "report", start="report")
    assert rasa.post(sender, text).status_code == 400
    body = {"message": text, "metadata": {}}
    assert rasa.client.post("/webhooks/house/parse", json=body).status_code == 400
    assert rasa.says(sender, "words", reply="given") == [{"ask": "report.area"}]


@pytest.mark.parametrize(
    "text",
    [
        '[permit](topic) {"x": 1} {topic} {{lang}}',
        "restart",
        "\u202eright to left\u202c",
        "\x00\x07\x1b[31m",
        "\u200b",
        "😀" * 50,
        "\ud800 alone",
        "w" * 4096,
        "a@b [x]{y}(z)<script>",
    ],
)
def test_odd_texts_are_answered(rasa: RasaServer, sender: str, text: str) -> None:
    body = json.dumps({"sender": sender, "message": text, "metadata": {}})  # ASCII, so \ud800 too
    reply = rasa.client.post("/webhooks/house/webhook", content=body)
    assert reply.status_code == 200
    shapes = [set(message) for message in reply.json()]
    assert shapes[0] == {"recipient_id", "custom"}
    custom = [set(message["custom"]) for message in reply.json()]
    assert custom[1:] in ([], [{"heard"}])
    if "topic}" in text:
        assert "{" not in reply.text.replace('{"', "")


@pytest.mark.parametrize(
    "metadata",
    [
        {"lang": "xx"},
        {"lang": ["en"], "open": {"a": 1}, "reply": 7, "start": "everything", "kind": None},
        {"reply": "my own words"},
        {},
    ],
)
def test_dead_metadata_counts_as_nothing(
    rasa: RasaServer, sender: str, metadata: dict[str, Any]
) -> None:
    body = {"sender": sender, "message": "hello", "metadata": metadata}
    reply = rasa.client.post("/webhooks/house/webhook", json=body)
    said = [message["custom"] for message in reply.json()]
    assert said[0] == {"say": "greeting"}
    # with no language known, the one that is heard may stand beside
    assert said[1:] in ([], [{"heard": "en"}])


@pytest.mark.parametrize(
    ("stored", "text", "heard"),
    [
        ("none", "How do I renew my temporary residence permit?", [{"heard": "en"}]),
        ("sl", "How do I renew my temporary residence permit?", [{"heard": "en"}]),
        ("en", "How do I renew my temporary residence permit?", []),
        ("en", "Kako podaljšam dovoljenje za začasno prebivanje?", [{"heard": "sl"}]),
        ("mk", "как продлить временный вид на жительство?", [{"heard": "ru"}]),
    ],
)
def test_a_language_that_is_not_the_stored_one_is_heard_beside(
    rasa: RasaServer, sender: str, stored: str, text: str, heard: list[dict[str, str]]
) -> None:
    said = rasa.says(sender, text, lang=stored)
    assert said == [{"answer": "residence.renew_permit"}, *heard]


@pytest.mark.parametrize("start", ["none", "report", "human"])
def test_danger_goes_before_an_answer(rasa: RasaServer, sender: str, start: str) -> None:
    asked = rasa.says(sender, "x", start=start) if start != "none" else []
    text = "my husband beats me every night and I am afraid of him"
    assert rasa.says(sender, text) == [{"protect": "violence"}, *asked]
    assert rasa.reads(text)["danger"] == "violence"


@pytest.mark.parametrize(
    "body",
    [
        {"message": "hello"},
        {"sender": "", "message": "hello"},
        {"sender": "s" * 65, "message": "hello"},
        {"sender": 7, "message": "hello"},
        {"sender": "s"},
        {"sender": "s", "message": ""},
        {"sender": "s", "message": " \n "},
        {"sender": "s", "message": "w" * 10_000},
        {"sender": "s", "message": ["hello"]},
        {"sender": "s", "message": "hello", "metadata": []},
        {"sender": "s", "message": "hello", "turn": 7},
        ["hello"],
        "hello",
        None,
    ],
)
def test_a_malformed_request_is_refused(rasa: RasaServer, body: object) -> None:
    reply = rasa.client.post("/webhooks/house/webhook", json=body)
    assert reply.status_code == 400
    assert set(reply.json()) == {"error"}


def test_a_body_that_is_not_json_is_refused(rasa: RasaServer) -> None:
    reply = rasa.client.post("/webhooks/house/webhook", content=b"\xff{")
    assert reply.status_code == 400


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/webhooks/house/webhook"),
        ("POST", "/webhooks/house/parse"),
        ("DELETE", "/webhooks/house/conversations/x"),
        ("GET", "/webhooks/house/health"),
        ("PUT", "/model"),
        ("GET", "/conversations/x/tracker"),
    ],
)
def test_no_route_without_the_token(rasa: RasaServer, method: str, path: str) -> None:
    address = str(rasa.client.base_url.join(path))
    for headers in ({}, {"Authorization": "Bearer wrong"}):
        with httpx.Client(trust_env=False, headers=headers) as stranger:
            assert stranger.request(method, address).status_code == 401


def test_a_repeated_turn_is_not_taken_twice(rasa: RasaServer, sender: str) -> None:
    rasa.says(sender, "report", start="report")
    first = rasa.post(sender, "words", "update-7", reply="given").json()
    assert first[0]["custom"] == {"ask": "report.area"}
    assert rasa.post(sender, "words", "update-7", reply="given").json() == first
    assert rasa.says(sender, "words", reply="given") == [{"ask": "report.help"}]


def test_two_messages_at_once_are_taken_one_after_the_other(rasa: RasaServer, sender: str) -> None:
    rasa.says(sender, "report", start="report")
    with ThreadPoolExecutor(3) as pool:
        said = list(pool.map(lambda _: rasa.says(sender, "words", reply="given")[0], range(3)))
    assert sorted(each["ask"] for each in said) == sorted(REPORT[1:])


def test_deleting_leaves_nothing(rasa: RasaServer, sender: str) -> None:
    rasa.post(sender, "words", "turn-1", start="report")
    path = f"/webhooks/house/conversations/{sender}"
    assert rasa.client.delete(path).status_code == 204
    assert rasa.client.delete(path).status_code == 204
    for file in (rasa.folder / "rasa").iterdir():
        assert sender.encode() not in file.read_bytes()
    assert rasa.says(sender, "words", reply="given") == [{"do": "hand_to_staff"}]


def test_an_open_form_survives_a_model_swap(
    rasa: RasaServer, sender: str, model: Path, tmp_path: Path
) -> None:
    other = tmp_path / "another.tar.gz"
    other.write_bytes(model.read_bytes())
    rasa.says(sender, "report", start="report")
    rasa.says(sender, "words", reply="given")
    rasa.swap(other)
    assert rasa.client.get("/webhooks/house/health").json() == {
        "status": "ok",
        "model": "another.tar.gz",
    }
    assert rasa.says(sender, "words", reply="given") == [{"ask": "report.help"}]
    rasa.swap(model)


def broken(model: Path, target: Path) -> Path:
    """A model whose greeting cannot be filled in: Rasa swallows that and says nothing."""
    with tarfile.open(model) as given, tarfile.open(target, "w:gz", compresslevel=1) as made:
        for member in given:
            content = given.extractfile(member)
            data = content.read() if content else b""
            if member.name.endswith("metadata.json"):
                metadata = json.loads(data)
                metadata["domain"]["responses"]["utter_greeting"] = [
                    {"custom": {"say": "{missing}"}}
                ]
                data = json.dumps(metadata).encode()
                member.size = len(data)
            made.addfile(member, io.BytesIO(data) if content else None)
    return target


def test_what_rasa_swallows_is_a_failure_and_changes_nothing(
    rasa: RasaServer, sender: str, model: Path, tmp_path: Path
) -> None:
    rasa.swap(broken(model, tmp_path / "broken.tar.gz"))
    try:
        for _ in range(2):
            reply = rasa.post(sender, f"hello {CANARY}", "turn-1")
            assert reply.status_code == 500
            assert reply.json() == {"error": "failed"}
    finally:
        rasa.swap(model)
    # the failed turn was not remembered as done
    assert rasa.post(sender, "hello", "turn-1").json()[0]["custom"] == {"say": "greeting"}


def test_a_spoilt_conversation_is_a_failure_and_not_a_fresh_start(
    rasa: RasaServer, sender: str
) -> None:
    rasa.says(sender, "report", start="report")
    with closing(rasa.shelf()) as shelf:
        shelf.execute("UPDATE conversation SET events = '{' WHERE sender = ?", (sender,))
    assert rasa.post(sender, f"words {CANARY}", reply="given").status_code == 500
    assert rasa.says(sender, "report", start="report") == [{"ask": "report.problem"}]


def test_a_locked_file_is_a_failure_and_the_form_stays(rasa: RasaServer, sender: str) -> None:
    rasa.says(sender, "report", start="report")
    with closing(rasa.shelf()) as shelf:
        shelf.execute("BEGIN IMMEDIATE")
        assert rasa.post(sender, f"words {CANARY}", reply="given").status_code == 500
        shelf.execute("ROLLBACK")
    assert rasa.says(sender, "words", reply="given") == [{"ask": "report.area"}]


def test_a_turn_takes_as_long_after_a_thousand_turns(rasa: RasaServer, sender: str) -> None:
    texts = ("hello", "How do I renew my temporary residence permit?", "permit", "asdfghjkl")
    rasa.says(sender, "report", start="report")  # an open form all the while: the long way round
    took = []
    for number in range(1020):
        began = time.perf_counter()
        rasa.says(sender, texts[number % len(texts)])
        took.append(time.perf_counter() - began)
    early, late = statistics.median(took[10:30]), statistics.median(took[1000:])
    assert late <= 1.5 * early, f"{early * 1000:.1f} ms, then {late * 1000:.1f} ms"
    with closing(rasa.shelf()) as shelf:
        (events,) = shelf.execute(
            "SELECT events FROM conversation WHERE sender = ?", (sender,)
        ).fetchone()
    assert len(json.loads(events)) < 100
    assert rasa.says(sender, "words", reply="given") == [{"ask": "report.area"}]


def test_no_words_in_the_log_and_none_at_rest(rasa: RasaServer, sender: str) -> None:
    for text in (CANARY, f"hello {CANARY}", f"/{CANARY}", CANARY * 500, f'{{"{CANARY}": [1]}}'):
        rasa.post(sender, text)
        rasa.post(sender, text, reply="given")
        rasa.client.post("/webhooks/house/parse", json={"message": text, "metadata": {"x": text}})
    rasa.client.post("/webhooks/house/webhook", json={"sender": CANARY * 9, "message": CANARY})
    rasa.client.post("/webhooks/house/webhook", content=CANARY.encode())
    kept = [rasa.log, *(rasa.folder / "rasa").iterdir()]
    for file in kept:
        data = file.read_bytes()
        for spelt in (CANARY, json.dumps(CANARY).strip('"'), CANARY[:16], rasa.token):
            assert spelt.encode() not in data, f"{spelt} in {file.name}"


def test_an_open_form_survives_a_kill_and_term_ends_the_process(
    rasa: RasaServer, sender: str
) -> None:
    rasa.says(sender, "report", start="report")
    rasa.says(sender, "words", reply="given")
    rasa.stop(signal.SIGKILL)
    rasa.start()
    assert rasa.says(sender, "words", reply="given") == [{"ask": "report.help"}]
    began = time.monotonic()
    assert rasa.stop() == 0
    assert time.monotonic() - began < 15
