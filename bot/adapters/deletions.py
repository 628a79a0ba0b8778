"""Who was deleted, kept outside the database: a restored backup must not bring them back."""

import os
from pathlib import Path


class FileDeletionLog:
    """One random resident id a line; says nothing of a person."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def note(self, resident_id: str) -> None:
        """Append and make sure it is on the disk before the deletion is committed."""
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="ascii") as file:
            file.write(resident_id + "\n")
            file.flush()
            os.fsync(file.fileno())

    def all(self) -> list[str]:
        """Every id noted."""
        if not self._path.exists():
            return []
        return self._path.read_text(encoding="ascii").split()
