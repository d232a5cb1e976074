"""Data files that a Python package carries: found without importing the package, and whole as delivered."""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import importlib.util
from dataclasses import dataclass
from pathlib import Path

from course.errors import DataError, MissingPackage


@dataclass(frozen=True)
class Source:
    """A package that carries data: what the data are called, its folder, its name in the index, how to get it.

    Each file is compared with the fingerprint that the installer recorded (the package's `RECORD`), so that a truncated
    or altered one is refused and not half read.
    """

    data: str
    package: str
    distribution: str
    pip: str

    @property
    def installed(self) -> bool:
        """Whether the package is there, with the record of its files."""
        found = importlib.util.find_spec(self.package)
        try:
            return found is not None and bool(importlib.metadata.version(self.distribution))
        except importlib.metadata.PackageNotFoundError:
            return False

    @property
    def version(self) -> str:
        """Version of the installed package. Raise `MissingPackage` where it is not installed."""
        if not self.installed:
            raise MissingPackage(
                f"{self.data} needs the package {self.distribution}, which carries its data. "
                f"Install it with `python3 start.py setup`, or with `{self.pip}`."
            )
        return importlib.metadata.version(self.distribution)

    def file(self, name: str) -> Path:
        """Return the path of one data file, whole as delivered. Raise `DataError` where it is missing or altered."""
        record = importlib.metadata.distribution(self.distribution).files or []
        entry = next((item for item in record if item.as_posix() == f"{self.package}/{name}"), None)
        path = Path(str(entry.locate())) if entry else self._folder() / name
        if not path.is_file():
            raise self.damaged(path, "it is missing")
        if entry and entry.hash and _fingerprint(path, entry.hash.mode) != entry.hash.value:
            raise self.damaged(path, f"it differs from what version {self.version} of the package delivered")
        return path

    def damaged(self, path: Path, why: str) -> DataError:
        """Build the error for a file that cannot be used, with the command that fetches it anew."""
        again = self.pip.replace("install", "install --force-reinstall")
        return DataError(f"{self.data} cannot be read from {path}: {why}. Fetch it anew with `{again}`.")

    def _folder(self) -> Path:
        found = importlib.util.find_spec(self.package)
        places = list(found.submodule_search_locations or []) if found else []
        return Path(places[0] if places else self.package)


def _fingerprint(path: Path, algorithm: str) -> str:
    """Digest of a file as installers record it: URL-safe base 64 without padding."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, algorithm).digest()
    return base64.urlsafe_b64encode(digest).decode().rstrip("=")
