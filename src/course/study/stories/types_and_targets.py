"""09 · Whom should we treat differently? The best-looking segments are not those that earn most.

Two segmentations lie on the table, of three segments each: by who customers are (how many live together, online or
not) and by how they buy (the share of lines bought on offer). The popular method takes the one that looks best, that
with the largest silhouette, and writes to its best segment. Households come in lumps, so they always look best; but a
letter works on singles as on families. The right method asks the first experiment: half of the customers, drawn at
random, tell which segment earns most with a letter, and the other half how much. The dial is how much liking of offers
matters for the letter: where it does not, no segment is better than another.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from course.firm import Firm
from course.measures import difference_in_means, k_means, silhouette
from course.study.stories.letters import LETTERS, experiment, on_offer, orders_of, weeks_of
from course.study.stories.story import LARGE, Dial, Story, Telling
from course.world.effects import effect
from course.world.simulate import World

COLUMNS = {"who they are": ["household", "online"], "how they buy": ["on_offer"]}
SEGMENTS = 3
CENTS = 100  # a crown
HALF_YEAR = 26  # weeks


def brought(firm: Firm, first: int, last: int) -> pd.Series:
    """Return by customer the contribution margin of the orders of weeks first ≤ week < last, in cents."""
    during = orders_of(firm, first, last).set_index("order_id")["customer_id"]
    lines = firm.order_lines[["order_id", "product_id", "quantity", "price_paid"]]
    lines = lines[lines["order_id"].isin(during.index)]
    cost = lines["product_id"].map(firm.products.set_index("product_id")["unit_cost"])
    return ((lines["price_paid"] - cost) * lines["quantity"]).groupby(lines["order_id"].map(during)).sum()


def customers(firm: Firm) -> pd.DataFrame:
    """Return the individuals who ordered before the letter: who they are, how they buy, the experiment.

    gained : margin of the orders in the weeks of the letter, less that of the half year before at the same pace, in
    cents. What people differ in anyway is taken out, so that chance has less to add (Deng et al. 2013).
    """
    first, last = weeks_of(firm)
    people = firm.individuals[["customer_id", "household"]].merge(firm.customers[["customer_id", "channel"]])
    known = people.assign(online=people["channel"].isin(["web", "app"])).set_index("customer_id")
    joined = experiment(firm).join(on_offer(firm)).join(known, how="inner")
    before, during = (
        brought(firm, *span).reindex(joined.index, fill_value=0) for span in ((first - HALF_YEAR, first), (first, last))
    )
    return joined.assign(gained=during - before * (last - first) / HALF_YEAR)


def segments(people: pd.DataFrame) -> pd.DataFrame:
    """Return the segment of each customer in both segmentations."""
    return pd.DataFrame({name: k_means(people[columns], SEGMENTS).labels for name, columns in COLUMNS.items()})


def earns(people: pd.DataFrame, cost: float) -> np.ndarray:
    """Return what 1,000 letters to these people earn, in crowns: estimate and 95 % interval.

    Margin that a letter adds, less what the letter costs.
    """
    added = difference_in_means(people["gained"], people["written"])
    return LETTERS / CENTS * (np.array([added.estimate, added.low, added.high]) - cost)


def best(people: pd.DataFrame, found: pd.DataFrame, cost: float) -> tuple[str, int]:
    """Return the segmentation and the segment that earn most with a letter."""
    groups = {(str(name), one): people[found[name] == one] for name in found for one in range(1, SEGMENTS + 1)}
    return max(groups, key=lambda key: earns(groups[key], cost)[0])


def best_looking(people: pd.DataFrame, found: pd.DataFrame) -> str:
    """Return the segmentation with the largest silhouette."""
    return max(COLUMNS, key=lambda name: silhouette(people[COLUMNS[name]], found[name]))


def most(world: World, found: pd.DataFrame) -> float:
    """Return the most that 1,000 letters earn in a segment, in crowns: twins, in the weeks of the letter."""
    nobody, they = world.do(campaigns="off"), world.do(campaigns=found.index)
    difference = effect(nobody, they, "profit", weeks_of(world.observe())).set_index("customer_id")["difference"]
    earned = [difference.loc[found.index].groupby(found[name]).mean().max() for name in found]
    return LETTERS * max(earned) / CENTS


def chosen_by_others(people: pd.DataFrame, found: pd.DataFrame, cost: float) -> np.ndarray:
    """Return who is in the segment that earns most in the half of the experiment in which they are not themselves."""
    first, chosen = people.index.isin(people.sample(frac=0.5, random_state=1).index), np.zeros(len(people), dtype=bool)
    for half in (first, ~first):
        name, one = best(people[half], found[half], cost)
        chosen |= ~half & (found[name] == one)
    return chosen


def best_segment(world: World) -> Telling:
    """Crowns that 1,000 letters earn in the segment that earns most; the truth is the most of all six segments."""
    firm = world.observe()
    people, cost = customers(firm), float(firm.campaigns["cost"].iloc[0])
    found = segments(people)
    name, one = best(people, found[[best_looking(people, found)]], cost)
    naive = earns(people[found[name] == one], cost)[0]
    estimate, low, high = earns(people[chosen_by_others(people, found, cost)], cost)
    return Telling(naive, estimate, low, high, most(world, found))


STORIES = (
    Story(
        chapter="09",
        name="best segment",
        unit="crowns per 1,000 letters",
        naive_is="the best segment of the segmentation with the largest silhouette",
        right_is="the segment that earns most in one half of the experiment, measured in the other half",
        tell=best_segment,
        naive_error=(-5300, -4800),
        dial=Dial("campaign.deal", (0.0, 0.2, 0.4, 0.6, 0.8), right_at=0.0, within=500),
        customers=LARGE,
        no_effect=0.0,
        claims_sign=True,
    ),
)
