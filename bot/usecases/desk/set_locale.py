"""Choose the language of the desk."""

from bot.usecases.desk.office import DESK_LOCALES, BadInput, NotFound, Office


async def set_locale(office: Office, staff_id: str, locale: str) -> None:
    """Keep the language.

    Raises:
        BadInput: the desk does not speak it.
    """
    if locale not in DESK_LOCALES:
        raise BadInput("desk-error-400")
    async with office.store() as work:
        staff = await work.staff.by_id(staff_id)
        if staff is None:
            raise NotFound("desk-error-404")
        staff.locale = locale
        await work.commit()
