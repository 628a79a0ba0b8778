"""Accept or reject a challenge, and put its title and category right."""

from typing import Literal

from bot.usecases.desk.make_challenge import check_category, checked_title
from bot.usecases.desk.office import BadInput, NotFound, Office

VERDICTS = ("new", "accepted", "rejected")

type Verdict = Literal["new", "accepted", "rejected"]


async def judge_challenge(
    office: Office, challenge_id: str, *, verdict: str, staff_id: str
) -> None:
    """Accept, reject, or take either back.

    Raises:
        BadInput: no such verdict.
        NotFound: no such challenge.
    """
    if verdict not in VERDICTS:
        raise BadInput("desk-error-400")
    async with office.store() as work:
        challenge = await work.plan.by_id(challenge_id)
        if challenge is None:
            raise NotFound("desk-error-404")
        if challenge.state == verdict:
            return
        before, challenge.state = challenge.state, verdict
        await work.staff.audit(
            "judge_challenge",
            subject="challenge",
            subject_id=challenge.id,
            staff_id=staff_id,
            now=office.clock.now(),
            detail={"from": before, "to": verdict},
        )
        await work.commit()


async def edit_challenge(
    office: Office, challenge_id: str, *, title: str, category: str, staff_id: str
) -> None:
    """Put title and category right.

    Raises:
        BadInput: no title, too long a one, or no such category.
        NotFound: no such challenge.
    """
    title = checked_title(title)
    async with office.store() as work:
        challenge = await work.plan.by_id(challenge_id)
        if challenge is None:
            raise NotFound("desk-error-404")
        await check_category(work, category)
        challenge.title = title
        challenge.category = category
        await work.staff.audit(
            "edit_challenge",
            subject="challenge",
            subject_id=challenge.id,
            staff_id=staff_id,
            now=office.clock.now(),
            detail={"category": category},
        )
        await work.commit()
