"""How far a market is: said on stderr, with what is made a second and how long the rest takes."""

import pytest

from course.generate import Plan, generate
from course.generate.progress import Pace


def test_the_rate_and_the_time_left_are_those_of_the_blocks_made_so_far():
    pace = Pace(blocks=10, unit="order lines", since=100.0)
    pace.step(5_000, made=True, now=102.0)
    pace.step(3_000, made=True, now=104.0)
    assert str(pace) == "2 of 10 blocks, 2,000 order lines/s, 0:00:16 left"


def test_blocks_found_whole_promise_no_speed():
    pace = Pace(blocks=1_000, unit="rows", since=0.0)
    assert str(pace) == "0 of 1,000 blocks"
    for second in range(1, 901):
        pace.step(10**6, made=False, now=second / 100)
    assert str(pace) == "900 of 1,000 blocks found whole"
    pace.step(1_000, made=True, now=9.0 + 2.0)
    assert str(pace) == "901 of 1,000 blocks, 500 rows/s, 0:03:18 left"


@pytest.mark.parametrize(("tables", "unit"), [(["orders", "order_lines"], "order lines/s"), (["orders"], "rows/s")])
def test_progress_is_told_beside_the_result(tmp_path, capsys, tables, unit):
    generate(Plan(90, tables=tables, block=40), tmp_path / "out")
    out, err = capsys.readouterr()
    assert out == ""
    assert len(err.splitlines()) == 3
    assert err.splitlines()[-1].startswith("3 of 3 blocks, ")
    assert err.endswith(f" {unit}, 0:00:00 left\n")


def test_a_log_gets_twenty_lines_not_one_for_each_block(tmp_path, capsys):
    generate(Plan(100, weeks=2, tables=["orders"], block=1), tmp_path / "out")
    assert [int(line.split()[0]) for line in capsys.readouterr().err.splitlines()] == list(range(5, 101, 5))


def test_nothing_is_told_unless_it_is_wanted(tmp_path, capsys):
    generate(Plan(50, tables=["orders"]), tmp_path / "out", show=False)
    assert capsys.readouterr() == ("", "")
