"""aiogram, imported without building what nobody uses: everything can still be built."""

import subprocess
import sys

LOOK = """
import bot.resident
import aiogram.types, aiogram.methods
from pydantic import BaseModel

def types():
    for module in (aiogram.types, aiogram.methods):
        for name in module.__all__:
            found = getattr(module, name)
            if isinstance(found, type) and issubclass(found, BaseModel):
                yield found

everything = list(types())
built = [each for each in everything if each.__pydantic_complete__]
assert len(built) < len(everything) / 2, f"{len(built)} of {len(everything)} are built at import"
message = {"message_id": 1, "date": 1, "chat": {"id": 7, "type": "private"}, "text": "hi"}
update = aiogram.types.Update.model_validate({"update_id": 1, "message": message})
assert update.message.chat.id == 7
answer = aiogram.methods.base.Response[aiogram.types.Message].model_validate(
    {"ok": True, "result": message}
)
assert answer.result.text == "hi"
for each in everything:
    each.model_rebuild()
    assert each.__pydantic_complete__, each
"""


def test_every_type_of_aiogram_is_built_when_it_is_used() -> None:
    done = subprocess.run(  # noqa: S603 - our own interpreter and words
        [sys.executable, "-W", "error", "-c", LOOK],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
