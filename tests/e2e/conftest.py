"""One house for all end-to-end tests, by its one command; what reads its logs runs last."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from running import House, Staff, standing_house

HERE = Path(__file__).parent
PATIENT = 600
"""Seconds: the first test may have to wait until a model is trained."""
LAST = "test_e2e_end"
STAFF_PASSWORD = "seven green bridges"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Stop the house and read its logs when everything else has been said."""
    items.sort(key=lambda item: item.path.stem == LAST)
    for item in items:
        if item.path.parent == HERE:
            item.add_marker(pytest.mark.e2e)
            item.add_marker(pytest.mark.timeout(PATIENT))


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """The whole house, ready."""
    with standing_house(tmp_path_factory.mktemp("house")) as house:
        yield house


@pytest.fixture(scope="session")
def staff(house: House) -> Iterator[Staff]:
    """The first of the staff, logged in with what ``povezani up`` printed."""
    staff = Staff(house.desk)
    yield staff.log_in("admin", house.password, STAFF_PASSWORD)
    staff.http.close()
