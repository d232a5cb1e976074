"""What customers want: Kano's coefficients, part-worths and willingness to pay against those of the market."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import numpy as np
import pandas as pd

from course.measures import ChoiceModel, choice_model, code_texts, coding_quality, kano_from_counts, kano_table
from course.study.coverage.case import WORLDS, Case, Found
from course.study.coverage.counting import luck_of
from course.world.simulate import World

_CUSTOMERS, _ASKED = 1_500, 150
_ATTRIBUTES, _DIFFER = ("price", "fresh", "organic", "next_day"), 0.6  # the latter: sd of logit between people
_CATEGORIES = {
    "attractive": "A", "one-dimensional": "O", "must-be": "M", "indifferent": "I", "reverse": "R", "questionable": "Q",
}  # fmt: skip
_OFFERED = pd.DataFrame({"price": [690, 790], "fresh": [0, 1], "organic": [0, 0], "next_day": [1, 0]}, index=["a", "b"])


def _kano(dataset: int) -> Iterator[Found]:
    """150 of those who answered, drawn with replacement; the truth is what the feature is to all who answered."""
    world = World(_CUSTOMERS, seed=dataset)
    answers = world.observe().kano_answers
    people = answers["customer_id"].unique()
    asked = pd.DataFrame({"customer_id": luck_of("kano_table", dataset).choice(people, _ASKED)})
    found = kano_table(asked.merge(answers, on="customer_id"))
    needs = world.truth.needs.set_index("customer_id").loc[people]
    for feature in ("roast_date", "tastings"):
        counts = needs[f"kano_{feature}"].map(_CATEGORIES).value_counts().reindex(list("AOMIRQ"), fill_value=0)
        truth = kano_from_counts(counts.to_frame().T)
        for name in ("better", "worse"):
            row = found.loc[feature, [name, f"{name}_low", f"{name}_high"]]
            yield Found(f"{name}, {feature}", float(truth[name].iloc[0]), *row)


def _fitted(world: World) -> ChoiceModel:
    return choice_model(world.observe().choice_tasks, _ATTRIBUTES, person="customer_id")


def _told(model: ChoiceModel, truth: dict[str, float]) -> Iterator[Found]:
    """Coefficients, what the features are worth in cents, and the share of one bag beside another."""
    table = model.table()[["coefficient", "low", "high"]]
    for name, estimate, low, high in table.itertuples():
        yield Found(str(name), truth[str(name)], estimate, low, high)
    for name in _ATTRIBUTES[1:]:
        found = model.willingness_to_pay(name)
        yield Found(f"worth of {name}", -truth[name] / truth["price"], found.estimate, found.low, found.high)
    utility = _OFFERED.to_numpy() @ np.array([truth[name] for name in _ATTRIBUTES])
    share, low, high = model.shares(_OFFERED).to_numpy()[1]
    yield Found("share", float(1 / (1 + np.exp(utility[0] - utility[1]))), share, low, high)


def _choices(dataset: int) -> Iterator[Found]:
    world = World(_CUSTOMERS, seed=dataset)
    truth = {name: float(world.parameters[f"choice.{name}"]) for name in _ATTRIBUTES}
    yield from _told(_fitted(world), truth | {"price": truth["price"] / 100})


@cache
def _of_very_many() -> dict[str, float]:
    """Return what the model gives for the mean person when people differ, from a market forty times as large."""
    many = World(40 * _CUSTOMERS, seed=10_000, parameters={"choice.differ": _DIFFER})
    return {str(name): float(value) for name, value in _fitted(many).coefficients_.items()}


def _choices_of_unlike_people(dataset: int) -> Iterator[Found]:
    world = World(_CUSTOMERS, seed=dataset, parameters={"choice.differ": _DIFFER})
    yield from _told(_fitted(world), _of_very_many())


def _coded(dataset: int) -> Iterator[Found]:
    """150 reviews drawn with replacement; the truth is the quality of the same words on all reviews of the world."""
    world = World(_CUSTOMERS, seed=dataset)
    by_hand = world.truth.reviews.set_index("review_id")[["delivery", "waiting"]] != 0
    reviews = world.observe().reviews
    coded = code_texts(
        reviews["text"], {"delivery": ["late", "courier", "day"], "waiting": ["queue", "wait*", "reply"]}
    )
    right = by_hand.loc[reviews["review_id"]].set_index(reviews.index)
    rows = luck_of("coding_quality", dataset).integers(len(reviews), size=_ASKED)
    truth, found = coding_quality(coded, right), coding_quality(coded.iloc[rows], right.iloc[rows])
    for topic, name in (("delivery", "precision"), ("delivery", "recall"), ("waiting", "recall")):
        yield Found(f"{name}, {topic}", truth[name][topic], *found.loc[topic, [name, f"{name}_low", f"{name}_high"]])


CASES = (
    Case("kano_table", WORLDS, _kano),
    Case("choice_model", WORLDS, _choices),
    Case("choice_model", WORLDS, _choices_of_unlike_people, "people differ"),
    Case("coding_quality", WORLDS, _coded),
)
