"""Every number of the market has a name, a unit and an origin; impossible ones are refused."""

import math

import pytest

from course.errors import InputError
from course.tables import validate
from course.world.parameters import DECLARED, SHARES, Parameters
from course.world.simulate import World


def test_every_parameter_has_unit_origin_and_reason():
    for one in DECLARED:
        assert one.unit
        assert one.why
        assert one.origin in {"data", "literature", "teaching"}


def test_no_name_is_declared_twice_and_every_default_is_allowed():
    assert len({one.name for one in DECLARED}) == len(DECLARED)
    assert all(one.low <= one.value <= one.high for one in DECLARED)


def test_a_changed_value_is_used_and_noted():
    changed = Parameters({"leaving.hazard": 0.02})
    assert changed["leaving.hazard"] == 0.02
    assert changed.changed == {"leaving.hazard": 0.02}


BAD = [
    ({"leaving.hazzard": 0.1}, "Did you mean 'leaving.hazard'?"),
    ({"anything": 1}, "there is no parameter 'anything'. course.World().truth.parameters lists them all"),
    ({"leaving.hazard": -0.1}, "must be 0 or more (1/week), got -0.1. It is 0.0075 by default."),
    ({"experience.failure": 1.2}, "must be between 0 and 1"),
    ({"leaving.hazard": "high"}, "must be a number"),
    ({"leaving.hazard": float("nan")}, "must be a number"),
    ({"leaving.hazard": True}, "must be a number"),
]


@pytest.mark.parametrize(("values", "message"), BAD, ids=[str(values) for values, _ in BAD])
def test_an_impossible_parameter_is_refused_with_what_is_allowed(values, message):
    with pytest.raises(InputError) as caught:
        Parameters(values)
    assert message in str(caught.value)


def test_shares_of_one_whole_sum_to_1_at_most():
    assert Parameters({"people.organisations": 0.6, "people.internal": 0.4})["people.internal"] == 0.4
    with pytest.raises(InputError, match=r"must not sum to more than 1, got 1\.1\. Lower one of them"):
        Parameters({"people.organisations": 0.6, "people.internal": 0.5})


SHARES_OF_ONE_WHOLE = {name for _, names in SHARES for name in names}
ENDS = [
    (one.name, end)
    for one in DECLARED
    for end in (one.low, one.high)
    if math.isfinite(end) and not (end == 1.0 and one.name in SHARES_OF_ONE_WHOLE)
]


@pytest.mark.slow
@pytest.mark.parametrize(("name", "end"), ENDS)
def test_a_market_can_be_made_at_the_ends_of_what_is_allowed(name, end):
    """Without a warning of NumPy's; shares of one whole apart, one of which cannot be 1 beside the others."""
    firm = World(customers=60, parameters={name: end}).observe()
    for table in firm.tables:
        validate(table, firm[table], f"the market with {name} = {end:g}")
