"""Rules for every test: no way out of this machine, no settings of its owner, nothing skipped."""

import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import pytest_socket

ROOT = Path(__file__).parents[1]
# how long an example takes says more of the machine than of the code
hypothesis.settings.register_profile("house", deadline=None)
hypothesis.settings.load_profile("house")
LOOPBACK = ["127.0.0.1", "::1", "localhost"]

os.environ["PTB_TIMEDELTA"] = "true"  # python-telegram-bot reads it when it is imported
for name in [name for name in os.environ if name.startswith("POVEZANI_")]:
    if not name.startswith("POVEZANI_TEST_"):  # what is said to the tests themselves
        del os.environ[name]


@pytest.fixture(scope="session", autouse=True)
def own_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A data folder of this run; neither ``var/`` nor a ``.env`` of the developer is read."""
    from bot.settings import Settings

    folder = tmp_path_factory.mktemp("var")
    os.environ["POVEZANI_VAR"] = str(folder)
    Settings.model_config["env_file"] = None
    yield folder
    del os.environ["POVEZANI_VAR"]


def pytest_runtest_setup(item: pytest.Item) -> None:
    """Sockets reach loopback only; what a test starts as a process is told so by its settings."""
    pytest_socket.socket_allow_hosts(LOOPBACK, allow_unix_socket=True)
    if item.path.stem.startswith("test_rasa"):
        share_model()


@cache
def share_model() -> None:
    """Give the tests of Rasa the model that the end-to-end tests trained, and drop older ones.

    Training takes a minute or more; one run trains once.
    """
    from bot.commands.model import is_current, model_path
    from faq.compile import fingerprint

    theirs = ROOT / "var" / "rasa" / "models" / f"{fingerprint(ROOT)}.tar.gz"
    theirs.parent.mkdir(parents=True, exist_ok=True)
    for var in (ROOT / "var" / "test", ROOT / "var"):
        if not theirs.exists() and is_current(var):
            theirs.hardlink_to(model_path(var))
    for old in theirs.parent.glob("*.tar.gz"):
        if old != theirs:
            old.unlink()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """A test that is skipped, or expected to fail, has proved nothing: it fails."""
    outcome: Any = yield
    _refuse_skip(outcome.get_result())


@pytest.hookimpl(hookwrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    """The same for a whole file."""
    outcome: Any = yield
    _refuse_skip(outcome.get_result())


def _refuse_skip(report: Any) -> None:
    if report.skipped:
        why = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        report.outcome = "failed"
        report.longrepr = f"{why} — nothing may be skipped here"
        if hasattr(report, "wasxfail"):
            del report.wasxfail
