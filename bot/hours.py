"""When staff answer: a week's opening hours, read from one setting."""

import re
from dataclasses import dataclass
from datetime import datetime, time

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHAPE = re.compile(r"^(\w{3})(?:-(\w{3}))? (\d{2}:\d{2})-(\d{2}:\d{2})$")


@dataclass(frozen=True)
class StaffHours:
    """One span of days with the same hours, local time."""

    first_day: int
    """0 is Monday."""
    last_day: int
    opens: time
    closes: time

    @classmethod
    def read(cls, text: str) -> "StaffHours":
        """Read ``Mon-Fri 08:00-15:00``.

        Raises:
            ValueError: the text has another shape.
        """
        match = _SHAPE.match(text.strip())
        if not match or match[1] not in DAYS or (match[2] or match[1]) not in DAYS:
            raise ValueError(f"staff hours look like 'Mon-Fri 08:00-15:00', not {text!r}")
        hours = cls(
            DAYS.index(match[1]),
            DAYS.index(match[2] or match[1]),
            time.fromisoformat(match[3]),
            time.fromisoformat(match[4]),
        )
        if hours.opens >= hours.closes or hours.first_day > hours.last_day:
            raise ValueError(f"staff hours end before they begin: {text!r}")
        return hours

    def open_at(self, moment: datetime) -> bool:
        """Whether somebody is there at this local time."""
        return (
            self.first_day <= moment.weekday() <= self.last_day
            and self.opens <= moment.time().replace(tzinfo=None) < self.closes
        )
