"""The model that Rasa serves: trained again only when something that decides it has changed."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.common import NLU_PYTHON, ROOT, Refusal, note, run, settings_here

STEP_SECONDS = 5.0
"""How often a word is said while it trains."""


def model_path(var: Path) -> Path:
    """Where the model of a data folder stands."""
    return var / "rasa" / "model.tar.gz"


def is_current(var: Path) -> bool:
    """Whether the model of this data folder was trained from what stands in the project now.

    Raises:
        BadContent: a language of a topic or intent is missing.
    """
    from faq.compile import fingerprint

    mark = _mark(var)
    if not (model_path(var).is_file() and mark.is_file()):
        return False
    return mark.read_text(encoding="ascii").strip() == fingerprint(ROOT)


async def ensure_model(var: Path, say: Callable[[str], None], *, anew: bool = False) -> bool:
    """Train unless the model is current; whether it trained.

    1. What people wrote is compiled to ``var/rasa/build``.
    2. Rasa's own interpreter trains from it; its output goes to ``var/log/train.log``.
    3. The fingerprint is noted last: a broken training is repeated.

    Raises:
        BadContent: the content must not be trained on.
        Refusal: Rasa did not train, or its environment is missing.
    """
    from faq.compile import compile_content

    if not anew and await asyncio.to_thread(is_current, var):
        return False
    need_nlu()
    build = var / "rasa" / "build"
    done = await asyncio.to_thread(compile_content, ROOT, build)
    say(f"training on {done.utterances} utterances for {done.topics} topics …")
    log = var / "log" / "train.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    with log.open("wb") as output:
        process = await asyncio.create_subprocess_exec(
            NLU_PYTHON,
            ROOT / "nlu" / "train.py",
            "--build",
            build,
            "--model",
            model_path(var),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=output,
            stderr=asyncio.subprocess.STDOUT,
        )
        try:
            while True:
                try:
                    async with asyncio.timeout(STEP_SECONDS):
                        code = await process.wait()
                    break
                except TimeoutError:
                    say(f"training … {time.monotonic() - began:.0f} s")
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
    if code != 0:
        raise Refusal(f"training failed; see {log}")
    _mark(var).write_text(done.fingerprint + "\n", encoding="ascii")
    say(f"trained in {time.monotonic() - began:.0f} s")
    return True


def need_nlu() -> None:
    """Make sure that Rasa's environment is installed.

    Raises:
        Refusal: it is not.
    """
    if not NLU_PYTHON.exists():
        raise Refusal("Rasa's Python 3.10 environment is missing (nlu/.venv); type: make up")


def train(
    anew: Annotated[bool, typer.Option("--anew", help="Train though nothing changed.")] = False,
) -> None:
    """Train the model from what people wrote, if anything of it has changed."""
    var = settings_here().var
    if not run(ensure_model(var, note, anew=anew)):
        note("nothing has changed: the model is current")


def _mark(var: Path) -> Path:
    return var / "rasa" / "model.fingerprint"
