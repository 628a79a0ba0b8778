"""One unit of work: queries by area over one session, committed once or not at all."""

from types import TracebackType
from typing import Protocol, Self

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession

from db.engine import READ_ONLY
from db.examples import Examples
from db.intake import Intake
from db.knowledge import Knowledge
from db.people import People
from db.plan import Plan
from db.questions import Questions
from db.sending import Sending
from db.staff import StaffBook
from db.surveys import Surveys


class UnitOfWork:
    """``async with uow() as work: … await work.commit()``; without the commit all is undone."""

    def __init__(self, engine: AsyncEngine, *, read_only: bool = False) -> None:
        bound = engine.execution_options(**{READ_ONLY: True}) if read_only else engine
        self.session = AsyncSession(bound, expire_on_commit=False)
        self.people = People(self.session)
        self.intake = Intake(self.session)
        self.questions = Questions(self.session)
        self.examples = Examples(self.session)
        self.knowledge = Knowledge(self.session)
        self.surveys = Surveys(self.session)
        self.sending = Sending(self.session)
        self.plan = Plan(self.session)
        self.staff = StaffBook(self.session)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.session.close()  # rolls back what was not committed

    async def commit(self) -> None:
        """Make it so."""
        await self.session.commit()


class Store(Protocol):
    """Begins units of work: ``store()`` to write, ``store(read_only=True)`` to look."""

    def __call__(self, *, read_only: bool = False) -> UnitOfWork:
        """A new unit of work."""
        ...


def store_over(engine: AsyncEngine) -> Store:
    """A store whose units of work use this engine."""

    def begin(*, read_only: bool = False) -> UnitOfWork:
        return UnitOfWork(engine, read_only=read_only)

    return begin
