"""``povezani``: the command line of coordinators, operators and the house's own processes."""

import sys
from collections.abc import Sequence

import typer

from bot.commands import database, faq, plan, resident, run, staff, survey
from bot.commands.bench import bench
from bot.commands.common import note, one_line
from bot.commands.evaluate import evaluate
from bot.commands.model import train
from bot.commands.report import report
from bot.commands.status import status
from bot.commands.up import up

app = typer.Typer(
    name="povezani",
    help="Povezani, the chat assistant of the Plan for an Inclusive Idrija.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
app.command()(up)
app.command()(status)
app.command()(train)
app.command()(evaluate)
app.command()(report)
app.command()(bench)
app.add_typer(faq.app, name="faq")
app.add_typer(survey.app, name="survey")
app.add_typer(staff.app, name="staff")
app.add_typer(plan.app, name="plan")
app.add_typer(resident.app, name="resident")
app.add_typer(database.app, name="db")
app.add_typer(run.app, name="run")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run one command and leave: 0 when it is done, otherwise one line on standard error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8")  # whatever the machine's language is
    try:
        code = app(list(arguments) if arguments is not None else None, standalone_mode=False)
    except typer.TyperException as error:
        note(_usage(error))
        code = 2
    except typer.Abort:
        note("povezani: nothing was done")
        code = 130
    except BrokenPipeError:  # `povezani … | head`
        sys.stderr.close()
        code = 1
    except Exception as error:
        note(f"povezani: {one_line(error)}")
        code = 1
    sys.exit(code if isinstance(code, int) else 0)


def _usage(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    said = getattr(error, "format_message", lambda: str(error))()
    if type(error).__name__ == "NoArgsIsHelpError":
        return str(said)
    where = f" (see {context.command_path} --help)" if context else ""
    return f"povezani: {said}{where}"


if __name__ == "__main__":
    main()
