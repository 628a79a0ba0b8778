"""``povezani run …``: one process each; the Procfile and the compose file call these."""

import logging
import os
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Annotated, Any

import typer

from bot.commands.common import NLU_PYTHON, ROOT, note, run, settings_here
from bot.commands.model import ensure_model, model_path, need_nlu
from bot.commands.processes import end_with_parent

if TYPE_CHECKING:
    from bot.settings import Settings

log = logging.getLogger(__name__)
app = typer.Typer(no_args_is_help=True, help="Run one process of the house, until told to stop.")


@app.callback()
def _prepare() -> None:
    end_with_parent()


@app.command()
def door() -> None:
    """The residents' door: takes in what residents write, and answers."""
    from bot.wiring import run_door

    _stay("door", run_door)


@app.command()
def outreach() -> None:
    """Outreach: sends what we begin, and talks to coordinators."""
    from bot.wiring import run_outreach

    _stay("outreach", run_outreach)


@app.command()
def desk() -> None:
    """The staff's web desk."""
    from bot.wiring import run_desk

    _stay("desk", run_desk)


@app.command()
def rehearsal() -> None:
    """The stand-in Telegram, for a first run without a token."""
    from bot.wiring import run_rehearsal

    _stay("rehearsal", run_rehearsal)


@app.command()
def rasa(
    train: Annotated[
        bool, typer.Option("--train", help="Train first, if content or model code changed.")
    ] = False,
) -> None:
    """Rasa, with its own interpreter (3.10), on loopback unless POVEZANI_RASA_HOST says else."""
    from bot.wiring import rasa_token

    settings = settings_here()
    need_nlu()
    if train:
        run(ensure_model(settings.var, note))
    environment = {
        **os.environ,
        "POVEZANI_VAR": str(settings.var.absolute()),
        "POVEZANI_RASA_PORT": str(settings.rasa_port),
        "POVEZANI_RASA_TOKEN": rasa_token(settings) or "",
        "POVEZANI_SESSION_MINUTES": str(settings.session_minutes),
    }
    serve = ROOT / "nlu" / "serve.py"
    model = model_path(settings.var).absolute()
    os.execve(  # noqa: S606 - our own interpreter and file; one process instead of two
        NLU_PYTHON, [str(NLU_PYTHON), str(serve), "--model", str(model)], environment
    )


def _stay(name: str, job: "Callable[[Settings], Coroutine[Any, Any, None]]") -> None:
    """Run a process to its end, with logs that hold no words."""
    from bot.commands.logs import wordless_logs

    settings = settings_here()
    wordless_logs(settings.log_level)
    log.info("%s begins", name)
    run(job(settings))
    log.info("%s ends", name)
