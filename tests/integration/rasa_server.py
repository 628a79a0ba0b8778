"""A real Rasa for tests: trained once, started as `make up` starts it, driven over HTTP."""

import os
import signal
import socket
import sqlite3
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

import httpx

from faq.compile import compile_content, fingerprint

ROOT = Path(__file__).resolve().parents[2]
NLU_PYTHON = ROOT / "nlu" / ".venv" / "bin" / "python"
TOKEN = "token-of-tests"
NOTHING_OPEN = {
    "lang": "en",
    "consent": "yes",
    "open": "none",
    "kind": "none",
    "reply": "none",
    "start": "none",
}


def trained_model() -> Path:
    """The model of the present content and code, trained only when there is none yet.

    Kept under `var/rasa/models/<fingerprint>.tar.gz`, so that it is trained once per change and
    not once per run.
    """
    if not NLU_PYTHON.exists():
        raise RuntimeError("nlu/ has no environment yet: run `uv sync --project nlu`")
    model = ROOT / "var" / "rasa" / "models" / f"{fingerprint(ROOT)}.tar.gz"
    if not model.is_file():
        with tempfile.TemporaryDirectory() as folder:
            build = compile_content(ROOT, Path(folder) / "build").build
            command = [NLU_PYTHON, ROOT / "nlu" / "train.py", "--build", build, "--model", model]
            subprocess.run(command, check=True, timeout=600, cwd=ROOT)  # noqa: S603 - ours
    return model


def free_port() -> int:
    """A port nobody listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class RasaServer:
    """One Rasa process with its own data folder; `start` returns when it can parse."""

    def __init__(self, model: Path, folder: Path, token: str = TOKEN) -> None:
        self.model = model
        self.folder = folder
        self.log = folder / "rasa.log"
        self.token = token
        self.port = free_port()
        self.client = httpx.Client(
            base_url=f"http://127.0.0.1:{self.port}",
            headers={"Authorization": f"Bearer {token}"},
            timeout=30,
            trust_env=False,
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start and wait; raises with the end of the log when it does not come up."""
        given = {
            "POVEZANI_VAR": str(self.folder),
            "POVEZANI_RASA_PORT": str(self.port),
            "POVEZANI_RASA_TOKEN": self.token,
            "POVEZANI_SESSION_MINUTES": "60",
        }
        command = [str(NLU_PYTHON), str(ROOT / "nlu" / "serve.py"), "--model", str(self.model)]
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - ours
                command, cwd=ROOT, env={**os.environ, **given}, stdout=log, stderr=log
            )
        until = time.monotonic() + 90
        while time.monotonic() < until and self._process.poll() is None:
            try:
                if self.client.get("/webhooks/house/health").status_code == 200:
                    return
            except httpx.TransportError:
                pass
            time.sleep(0.2)
        self.stop()
        raise RuntimeError(f"Rasa did not start:\n{self.log.read_text()[-2000:]}")

    def stop(self, how: signal.Signals = signal.SIGTERM) -> int:
        """End the process and return its exit code."""
        if self._process is None:
            return 0
        self._process.send_signal(how)
        try:
            code = self._process.wait(20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait(20)
        self._process = None
        return code

    def close(self) -> None:
        """Stop the process and the client."""
        self.stop()
        self.client.close()

    def post(
        self, sender: str, text: str, turn: str | None = None, **known: str
    ) -> httpx.Response:
        """One message of the house, with all of its metadata."""
        body: dict[str, Any] = {
            "sender": sender,
            "message": text,
            "metadata": {**NOTHING_OPEN, **known},
        }
        if turn is not None:
            body["turn"] = turn
        return self.client.post("/webhooks/house/webhook", json=body)

    def says(self, sender: str, text: str, **known: str) -> list[dict[str, str]]:
        """The directives that one message leads to."""
        reply = self.post(sender, text, **known)
        assert reply.status_code == 200, reply.text
        return [message["custom"] for message in reply.json()]

    def reads(self, text: str, **known: str) -> dict[str, Any]:
        """What the parse route says of a text."""
        body = {"message": text, "metadata": {**NOTHING_OPEN, **known}}
        reply = self.client.post("/webhooks/house/parse", json=body)
        assert reply.status_code == 200, reply.text
        read: dict[str, Any] = reply.json()
        return read

    def swap(self, model: Path) -> None:
        """Load another model into the running process."""
        reply = self.client.put(
            "/model", params={"token": self.token}, json={"model_file": str(model)}
        )
        assert reply.status_code == 204, reply.text

    def shelf(self) -> sqlite3.Connection:
        """The file of conversations, for looking and for ageing."""
        return sqlite3.connect(self.folder / "rasa" / "trackers.db", isolation_level=None)
