"""Stand in for TensorFlow, which Rasa imports everywhere and this house uses nowhere.

Rasa registers all its stock components when a recipe is read, so that a mere `import` pulls in
TensorFlow and JAX: 1.9 GB on disk, ten seconds of start and 400 MB of memory. Our pipeline is
scikit-learn and rules. `install()` must run before the first `import rasa`; the names then
exist, may be subclassed and used in annotations, and raise `Absent` as soon as one is called.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

FAMILIES = ("tensorflow", "tensorflow_hub", "tensorflow_text", "keras")


class Absent(RuntimeError):
    """A stock component that needs TensorFlow was used; it is not installed here."""


class _Name(type):
    """A class that stands for any name below `tensorflow`."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _named(f"{cls.__module__}.{cls.__name__}", name)

    def __call__(cls, *args: Any, **kwargs: Any) -> Any:
        if cls.__dict__.get("_stands_in") is None:  # a subclass, made by Rasa
            raise Absent(f"{cls.__name__} needs TensorFlow, which this project does without")
        if len(args) == 1 and callable(args[0]) and not kwargs:
            return args[0]  # used as a decorator
        raise Absent(f"{cls.__module__}.{cls.__name__} was called, but TensorFlow is left out")


def _named(module: str, name: str) -> _Name:
    return _Name(name, (), {"__module__": module, "_stands_in": True})


class _Module(ModuleType):
    __version__ = "0"
    __path__: Sequence[str] = ()

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _named(self.__name__, name)
        setattr(self, name, value)
        return value


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self,
        fullname: str,
        path: Any = None,  # noqa: ARG002 - the finder protocol names it
        target: Any = None,  # noqa: ARG002 - likewise
    ) -> Any:
        if fullname.partition(".")[0] not in FAMILIES:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: Any) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run: names appear when asked for."""


def install() -> None:
    """Answer every import of the TensorFlow family; once is enough."""
    if not any(isinstance(finder, _Finder) for finder in sys.meta_path):
        sys.meta_path.insert(0, _Finder())
