"""How hard the web process is pressed, by a clock of the test's own, and when it has calmed down."""

import pytest

from lingnan.portal.strain import CALM_SECONDS, ENTERED_FROM, FREE_SECONDS, Level, Strain


class Hand:
    """A clock that is moved by hand."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
def strain(clock: Hand) -> Strain:
    """Of a process of two threads."""
    return Strain(threads=2, clock=clock)


def ask(strain: Strain) -> Level:
    with strain.working():
        return strain.level


def press(strain: Strain, clock: Hand, seconds: float) -> Level:
    """Both threads have work for so long, one request following the other at once, as out of a queue."""
    end = clock.now + seconds
    with strain.working():
        while clock.now < end:
            with strain.working():
                clock.now = min(clock.now + 0.1, end)
        return ask(strain)


@pytest.mark.parametrize("level", ENTERED_FROM)
def test_each_level_is_entered_after_so_long_without_a_free_thread(strain, clock, level) -> None:
    assert press(strain, clock, ENTERED_FROM[level] - 0.01) is Level(level - 1)
    clock.now += 60
    assert press(strain, clock, ENTERED_FROM[level]) is level


def test_a_thread_that_is_free_for_a_moment_ends_the_spell(strain, clock) -> None:
    with strain.working():
        for _ in range(100):
            with strain.working():
                clock.now += 0.4
            clock.now += FREE_SECONDS
        assert ask(strain) is Level.FULL


def test_one_slow_answer_is_no_strain(strain, clock) -> None:
    with strain.working():
        clock.now += 60
        assert ask(strain) is Level.FULL


def test_calm_comes_back_step_by_step(strain, clock) -> None:
    assert press(strain, clock, ENTERED_FROM[Level.SHED]) is Level.SHED
    for level in sorted(ENTERED_FROM, reverse=True):
        assert ask(strain) is level
        clock.now += CALM_SECONDS
    assert ask(strain) is Level.FULL


def test_after_a_long_silence_nothing_is_left_of_it(strain, clock) -> None:
    press(strain, clock, ENTERED_FROM[Level.SHED])
    clock.now += 60
    assert ask(strain) is Level.FULL


def test_a_request_that_fails_gives_its_thread_back(strain, clock) -> None:
    for _ in range(5):
        with pytest.raises(ValueError, match="failed"), strain.working():
            raise ValueError("failed")
    clock.now += 60
    assert ask(strain) is Level.FULL
