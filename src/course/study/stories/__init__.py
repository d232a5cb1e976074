"""The stories of the chapters, told in many worlds against the truth: one module a chapter, named as the chapter."""

from __future__ import annotations

from types import ModuleType

from course.errors import unknown
from course.study.stories import (
    behavioural_segments,
    channels_and_campaigns,
    customer_value,
    demographic_segments,
    forecasting,
    geographic_segments,
    loyalty_and_retention,
    needs,
    privacy_and_fairness,
    psychographic_segments,
    satisfaction,
    service,
    the_customer_base,
    the_customer_record,
    types_and_targets,
    who_is_the_customer,
)
from course.study.stories.story import Dial, Story, Telling

__all__ = ["CHAPTERS", "STORIES", "Dial", "Story", "Telling", "named"]

# One module a chapter; each has a tuple STORIES.
CHAPTERS: tuple[ModuleType, ...] = (
    who_is_the_customer,
    the_customer_base,
    the_customer_record,
    needs,
    demographic_segments,
    geographic_segments,
    behavioural_segments,
    psychographic_segments,
    types_and_targets,
    satisfaction,
    service,
    loyalty_and_retention,
    channels_and_campaigns,
    forecasting,
    customer_value,
    privacy_and_fairness,
)
STORIES: tuple[Story, ...] = tuple(story for chapter in CHAPTERS for story in chapter.STORIES)


def named(names: list[str] | None) -> list[Story]:
    """Return the stories of these chapters ("12") or labels ("12 programme"); all when none is named."""
    chosen = []
    for name in names or [story.chapter for story in STORIES]:
        found = [story for story in STORIES if name in (story.chapter, story.label)]
        if not found:
            raise unknown("story", name, [story.label for story in STORIES])
        chosen += [story for story in found if story not in chosen]
    return chosen
