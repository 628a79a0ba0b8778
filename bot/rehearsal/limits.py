"""Telegram's sending limits, as https://core.telegram.org/bots/faq documents them.

About 30 messages a second overall, one a second in one chat with short bursts allowed, 20 a minute
in one group. How long a burst may be is not documented; three is what the rehearsal allows.
"""

import math
from collections import defaultdict, deque

OVERALL = 30
BURST = 3
GROUP_A_MINUTE = 20


class Limits:
    """Counts what one bot sends."""

    def __init__(self) -> None:
        self._all: deque[float] = deque()
        self._bucket: dict[int, tuple[float, float]] = {}
        self._groups: defaultdict[int, deque[float]] = defaultdict(deque)

    def wait(self, chat: int, now: float) -> int:
        """Seconds to wait before sending to `chat`, 0 when it may be sent; counts it then.

        `now` is in seconds. A refused message is not counted.
        """
        while self._all and self._all[0] <= now - 1:
            self._all.popleft()
        if len(self._all) >= OVERALL:
            return max(1, math.ceil(self._all[0] + 1 - now))
        tokens, seen = self._bucket.get(chat, (float(BURST), now))
        tokens = min(float(BURST), tokens + (now - seen))
        if tokens < 1:
            return max(1, math.ceil(1 - tokens))
        group = self._groups[chat] if chat < 0 else None
        if group is not None:
            while group and group[0] <= now - 60:
                group.popleft()
            if len(group) >= GROUP_A_MINUTE:
                return max(1, math.ceil(group[0] + 60 - now))
            group.append(now)
        self._bucket[chat] = (tokens - 1, now)
        self._all.append(now)
        return 0
