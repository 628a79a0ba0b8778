"""One house for all conversations: the residents' door, the rehearsal, and the real Rasa."""

import sys
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
import pytest_asyncio

HERE = Path(__file__).parent
TESTS = HERE.parent
sys.path.append(str(TESTS / "integration"))  # how a door and a Rasa are set up stands there

from rasa_server import RasaServer, trained_model  # noqa: E402 - found by the line above
from stage import Stage, stage_at  # noqa: E402


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Conversations come last: by then the end-to-end tests have trained the model."""
    items.sort(key=lambda item: item.path.parent == HERE)


@pytest.fixture(scope="session")
def rasa(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RasaServer]:
    """One Rasa for all conversations."""
    rules = request.config.pluginmanager.get_plugin(str(TESTS / "conftest.py"))
    assert rules is not None
    rules.share_model()
    server = RasaServer(trained_model(), tmp_path_factory.mktemp("rasa"))
    try:
        server.start()
        yield server
    finally:
        server.close()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def stage(
    rasa: RasaServer, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Stage]:
    """One open door; every conversation is a chat of its own."""
    async with stage_at(tmp_path_factory.mktemp("stage"), rasa) as stage:
        yield stage
