"""`load` gives the data asked for, and says in a sentence what it cannot give."""

import pytest

import course.datasets as datasets
from course.errors import DataError, InputError


@pytest.fixture(autouse=True)
def plain_environment(monkeypatch):
    monkeypatch.delenv(datasets.SEED_VARIABLE, raising=False)


def test_the_standard_dataset_names_its_world():
    assert datasets.load().origin == {"customers": 20_000, "weeks": 104, "seed": 7}


def test_a_seed_in_the_environment_gives_another_world_of_the_same_size(monkeypatch):
    monkeypatch.setenv(datasets.SEED_VARIABLE, "3")
    firm = datasets.load()
    assert firm.origin == {"customers": 20_000, "weeks": 104, "seed": 3}
    assert firm.kind == "seed"


def test_a_student_has_data_of_their_own_whatever_the_spelling_of_the_name():
    ana, again = datasets.load(student="ana"), datasets.load(student=" ANA ")
    assert ana.origin == again.origin
    assert ana.id == again.id
    assert datasets.load(student="zoë").origin["seed"] != ana.origin["seed"]


def test_the_last_loaded_firm_is_remembered():
    firm = datasets.load()
    assert datasets.current() is firm


def test_data_saved_to_a_folder_come_back_equal(tmp_path):
    from course.world.simulate import World

    firm = World(customers=200, seed=1).observe()
    datasets.save(firm, tmp_path / "data")
    back = datasets.load(folder=tmp_path / "data")
    assert back.digest() == firm.digest()
    assert back.truth.customers.equals(firm.truth.customers)
    assert back.origin == firm.origin


def test_a_dataset_made_once_is_kept(tmp_path, monkeypatch, capsys):
    monkeypatch.setenv(datasets.CACHE_VARIABLE, str(tmp_path))
    monkeypatch.setitem(datasets.SIZES, "large", 300)
    monkeypatch.setattr(datasets, "published", dict)
    first = datasets.load("large")
    assert "done once" in capsys.readouterr().out
    assert datasets.load("large").digest() == first.digest()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("which", ["large", "large truth"])
def test_a_dataset_that_is_not_the_published_one_is_refused(tmp_path, monkeypatch, which):
    monkeypatch.setenv(datasets.CACHE_VARIABLE, str(tmp_path))
    monkeypatch.setitem(datasets.SIZES, "large", 300)
    noted = datasets.digests_of(datasets._made("large", datasets.STANDARD_SEED, 300, "standard"))
    monkeypatch.setattr(datasets, "published", lambda: {**noted, which: "0123456789abcdef"})
    with pytest.raises(DataError, match=rf"another dataset: {which} is not that of market .* raise MARKET_VERSION"):
        datasets.load("large")
    assert not any(tmp_path.iterdir())


BAD = [
    (lambda: datasets.load("cdnwo"), "Did you mean 'cdnow'?"),
    (lambda: datasets.load(7), "there is no dataset 7"),
    (lambda: datasets.load(student=""), "student must be a name that is not empty"),
    (lambda: datasets.load(student="   "), "student must be a name that is not empty"),
    (lambda: datasets.load(student=4), "student must be a name that is not empty"),
    (lambda: datasets.load("large", student="ana"), "one of name, student and folder"),
]


@pytest.mark.parametrize(("call", "message"), BAD, ids=[message for _, message in BAD])
def test_what_cannot_be_loaded_is_refused_with_the_next_step(call, message):
    with pytest.raises(InputError) as caught:
        call()
    assert message in str(caught.value)


def test_a_seed_that_is_not_a_number_is_refused(monkeypatch):
    monkeypatch.setenv(datasets.SEED_VARIABLE, "seven")
    with pytest.raises(InputError, match="CLIENTELA_SEED must be a whole number"):
        datasets.load()
