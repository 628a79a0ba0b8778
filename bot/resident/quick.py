"""aiogram, imported in a third of the time.

At its import aiogram builds the validators of all its 450 types, which takes longer than
everything else that a door does to open; we use some forty of them. pydantic can build a type when
it is first used (``defer_build``, which aiogram sets), but aiogram asks for all of them at once
because their annotations name each other. Here that request is put off, and the names are kept
for later (https://docs.pydantic.dev/latest/api/config/#pydantic.config.ConfigDict.defer_build).
"""

import sys
from typing import Any

from pydantic import BaseModel


def import_aiogram() -> None:
    """Import aiogram; nothing happens where it is imported already."""
    if "aiogram" in sys.modules:
        return
    rebuild = BaseModel.__dict__["model_rebuild"]
    names: dict[str, Any] = {}

    def put_off(
        _cls: type[BaseModel], /, *, _types_namespace: dict[str, Any] | None = None, **_: Any
    ) -> None:
        names.update(_types_namespace or {})

    def with_names(cls: type[BaseModel], /, **how: Any) -> bool | None:
        # what pydantic calls when a type that is not built is used
        built: bool | None = rebuild.__func__(cls, **{**how, "_types_namespace": names})
        return built

    method = "model_rebuild"
    setattr(BaseModel, method, classmethod(put_off))
    try:
        import aiogram.methods
        import aiogram.types
    finally:
        setattr(BaseModel, method, rebuild)
    for base in (aiogram.types.TelegramObject, aiogram.methods.TelegramMethod, _response()):
        setattr(base, method, classmethod(with_names))


def _response() -> type[BaseModel]:
    from aiogram.methods.base import Response

    return Response
