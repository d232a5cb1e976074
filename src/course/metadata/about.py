"""What there is to say of a dataset as a whole, in the words that all descriptions share."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TITLE = "Harbour Coffee: a simulated customer base with known truth"
SUMMARY = (
    "Customers of a fictional coffee and tea roaster over two years: who they are, what they ordered, said and "
    "were offered, and the truth behind it. Everything is simulated; no person is described."
)
PREFIX = "harbour-coffee-"
CREATOR = "The Clientela authors"
KEYWORDS = ("customer behaviour", "marketing science", "simulation", "synthetic data", "known truth", "teaching")
LICENCE = {
    "name": "CC-BY-4.0",
    "path": "https://creativecommons.org/licenses/by/4.0/",
    "title": "Creative Commons Attribution 4.0",
}
LIMITS = (
    "Simulated: do not use it to learn about real customers; it knows only what was put into it.",
    "Do not use it to rank methods that share its functional form: where their assumptions are built in, they win.",
    "It is no evidence of external validity, and no ground for decisions about real people or firms.",
    "Effects whose parameters are marked 'teaching' in truth.parameters were made large enough for a lesson.",
)
BIASES = (
    "Who answers the needs survey depends on age, channel and habit; who answers the satisfaction survey depends on "
    "feeling; reviews come from those who feel strongly. All three are known in the truth.",
    "Age, gender, income, education and mother tongue follow invented shares and are related to buying as the "
    "parameters say, not as in any country.",
)
USES = (
    "Teaching methods for customer behaviour where the right answer is known.",
    "Developing and testing methods: bias, coverage and power against a known truth and known counterfactuals.",
)
MISSING = (
    "Values are missing where nobody was asked, nobody answered, something has not happened, or a record was kept "
    "badly; the dictionary marks the columns, and the truth has what would have been answered."
)
SENSITIVE = (
    "Gender, age, income, education, family, place and mother tongue of invented persons; nobody real is described.",
)
IMPACT = (
    "Fairness, privacy and targeting can be studied without harm to anyone. The harm to avoid is to take the "
    "invented relations for facts about groups of people."
)
MAINTENANCE = (
    "The market has a version of its own, raised whenever a value changes; the project's changelog says what changed. "
    "Data of one version have the same content digest on every machine."
)


@dataclass(frozen=True)
class About:
    """A dataset's name, the version and date of its market, the names of its tables, the arguments of its world.

    divided : tables that are folders of parts; page : the page about the dataset, beside its description.
    """

    name: str
    market: str
    published: str
    tables: tuple[str, ...]
    origin: Mapping[str, Any]
    divided: frozenset[str] = frozenset()
    page: str = "README.md"

    @classmethod
    def of(cls, manifest: Mapping[str, Any], published: str) -> About:
        """Return what a manifest says; `published` is the date of the market version, ISO."""
        names = tuple(manifest["tables"])
        return cls(manifest["name"], manifest["market_version"], published, names, manifest.get("origin") or {})

    @property
    def slug(self) -> str:
        """Return the name under which the dataset goes in catalogues."""
        return f"{PREFIX}{self.name}"

    @property
    def version(self) -> str:
        """Return the market's version in the three places that both standards ask for."""
        return f"{self.market}.0"

    @property
    def world(self) -> str:
        """Return the call that makes the same market."""
        return f"course.World({', '.join(f'{name}={value!r}' for name, value in self.origin.items())})"

    @property
    def citation(self) -> str:
        """Return how to cite the dataset, as BibTeX."""
        said = {"title": f"{{{TITLE}}}", "author": f"{{{CREATOR}}}", "year": self.published[:4]}
        said["version"] = f"market {self.market}, {self.name} dataset"
        return f"@misc{{harbour_coffee, {', '.join(f'{name} = {{{value}}}' for name, value in said.items())}}}"


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
