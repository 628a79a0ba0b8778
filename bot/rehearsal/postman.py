"""Brings updates to webhooks, in order, until they are taken.

https://core.telegram.org/bots/api#setwebhook: any answer but 2xx counts as refused and is tried
again. The call that a webhook's answer may hold is not carried out.
"""

import asyncio
import json
from contextlib import suppress

import httpx

from bot.rehearsal.world import Account, Webhook, World

PATIENCE = 10.0
"""Seconds a webhook may take."""
LONGEST_PAUSE = 8.0


async def deliver_all(world: World) -> None:
    """Serve every bot's webhook until the world closes."""
    served: set[int] = set()
    async with (
        httpx.AsyncClient(timeout=PATIENCE, trust_env=False) as client,
        asyncio.TaskGroup() as group,
    ):
        while not world.closing.is_set():
            for account in world.accounts.values():
                if id(account) not in served:
                    served.add(id(account))
                    group.create_task(_serve(world, account, client))
            await _rest(world.arrival, world)


async def _rest(bell: asyncio.Event, world: World) -> None:
    if not world.closing.is_set():
        await bell.wait()


async def _serve(world: World, account: Account, client: httpx.AsyncClient) -> None:
    pause = 0.5
    while not world.closing.is_set():
        bell, webhook = account.bell, account.webhook
        waiting = account.echoes or account.queue
        if webhook is None or not waiting:
            await _rest(bell, world)
            continue
        echo = account.echoes[0] if account.echoes else None
        queued = None if echo is not None else account.queue[0]
        if queued is not None and len(account.queue) > 1:
            fault = world.faults.update("reorder", None, account.name)
            if fault is not None:
                world.faults.use(fault)
                queued = account.queue[1]
        update = echo if echo is not None else queued.update if queued else None
        wrong = await _bring(webhook, update, client)
        if account.webhook is not webhook:
            continue
        if wrong is None:
            pause = 0.5
            if echo is not None and echo in account.echoes:
                account.echoes.remove(echo)
            elif queued is not None and queued in account.queue:
                world.echo(account, queued)
                world.done(account, queued)
            world.store.flush()
            continue
        webhook.last_error_date = int(world.clock())
        webhook.last_error_message = wrong
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await world.closing.wait()
        pause = min(pause * 2, LONGEST_PAUSE)


async def _bring(webhook: Webhook, update: object, client: httpx.AsyncClient) -> str | None:
    headers = {"content-type": "application/json"}
    if webhook.secret:
        headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret
    try:
        answer = await client.post(webhook.url, content=json.dumps(update), headers=headers)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        late = isinstance(error, httpx.TimeoutException)
        return "Read timeout expired" if late else "Connection refused"
    if answer.is_success:
        return None
    return f"Wrong response from the webhook: {answer.status_code} {answer.reason_phrase}"
