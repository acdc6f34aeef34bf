"""The load test stands on its generator: the same seed, the same year; and its books are equal at the end."""

import hashlib
import subprocess
import sys
from pathlib import Path

import pytest

from bench import floor, stages
from testkit.workload import year
from testkit.workload.lives import LIVES
from testkit.workload.office import Office, Wrong, check_books, foretold, office
from testkit.workload.year import Arriving, Size

SMALL = Size(200, 90, carriers=40, roads=12, persons=5)
DIGEST = """
import hashlib
from testkit.workload import year
print(hashlib.sha256(repr(year.make(year.Size(30, 10))).encode()).hexdigest())
"""


@pytest.fixture(scope="module")
def small():
    """A year of two hundred orders."""
    return year.make(SMALL)


def test_the_same_seed_gives_the_same_year_in_any_process():
    """No clock, no chance, and nothing that depends on how Python orders sets."""
    here = hashlib.sha256(repr(year.make(Size(30, 10))).encode()).hexdigest()
    root = Path(__file__).parents[2]
    for seed in ("1", "2"):
        command = [sys.executable, "-c", DIGEST]
        there = subprocess.run(command, env={"PYTHONHASHSEED": seed}, cwd=root, capture_output=True, check=True)
        assert there.stdout.decode().strip() == here


def test_a_thousand_orders_live_every_life_as_often_as_the_table_says():
    """Eight events an order, to the event."""
    assert sum(life.in_a_thousand for life in LIVES) == 1000
    assert sum(life.in_a_thousand * len(life.steps) for life in LIVES) == 8000


def test_errors_are_mixed_in_as_often_as_foretold(small):
    """Two in a hundred come twice, three in a thousand too early, two in a thousand with an id that was used."""
    answers = [command.answer for command in small.commands]
    assert answers.count("again") == -(-small.events // 50)
    assert answers.count("desk.other-content") == -(-small.events // 500)
    early = answers.count("life.already-promised") + answers.count("life.nothing-accepted")
    assert early == -(-small.events // 333)
    assert answers.count("") == small.events


def test_a_year_goes_on_where_the_last_one_ended():
    """Two pieces share no id, so one desk can live them after one another."""
    first, second = year.make(Size(60, 20)), year.make(Size(60, 20), first=60)
    assert {command.said for command in first.commands}.isdisjoint(command.said for command in second.commands)


@pytest.mark.parametrize("waiting", [1, 64, 1000])
def test_the_year_ends_with_equal_books_however_many_wait(tmp_path, small, waiting):
    """Every answer as foretold, audit sound, every currency adds up to nothing, and the same again once reopened."""
    with office(tmp_path) as here:
        assert not any(answer.refusal for answer in here.settle_in(small).answers)
        commands = here.whole(small)
        counted = foretold(commands, here.speak(commands, waiting).answers)
        assert counted["again"] and counted["desk.other-content"]
        assert check_books(here.desk).opened == here.desk.head.seq
        state = here.desk.state.orders
        here.open_again()
        assert here.desk.state.orders == state
        assert check_books(here.desk).sound


def test_an_answer_that_was_not_foretold_ends_the_run(tmp_path):
    """A figure from a run that went wrong is no figure."""
    one = year.make(Size(2, 1, carriers=20, roads=4, persons=1))
    with office(tmp_path) as here:
        here.settle_in(one)
        wrong = [Arriving(one.commands[0].at, one.commands[0].said, "again")]
        with pytest.raises(Wrong):
            foretold(wrong, here.speak(wrong, 1).answers)


def test_the_watches_leave_the_desk_as_they_found_it(tmp_path, small):
    """What is measured with watches is the desk itself."""
    before = [getattr(owner, name) for owner, name, _ in stages.PLACES]
    with office(tmp_path) as here, stages.watched() as watch:
        here.settle_in(small)
        assert min(watch.calls["decode the command"], watch.spent["seal (three boxes)"]) > 0
    assert [getattr(owner, name) for owner, name, _ in stages.PLACES] == before


def test_the_floor_appends_the_very_rows(tmp_path, small):
    """The bare loop gets what the desk wrote, and nothing else."""
    here = Office(tmp_path / "desk")
    here.settle_in(small)
    here.desk.settle()
    rows = list(here.desk.log.read(1))
    here.desk.close()
    assert floor.append(tmp_path, rows, 50) > 0
