"""The stored table of stories, read once."""

import pandas as pd
import pytest

from course import project
from course.study.stories import telling


@pytest.fixture(scope="session")
def stored() -> pd.DataFrame:
    return telling.read(project.root())
