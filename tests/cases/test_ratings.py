"""How it went: said once by each of those concerned, in five grades, read by those in charge."""

import pytest
from django.db import IntegrityError, transaction

from tests.house import AT, Family, officer

from .applying import api, apply, submit


def _rate(family: Family, case, grade: int | None = 2, words: str = "页面看不清", by=None) -> None:
    api().rate_case(uuid=case.uuid, grade=grade, words=words, by=by or family.daughter, at=AT)


def test_those_concerned_say_how_it_went_and_may_say_it_anew(family: Family, clerk) -> None:
    card, _ = apply(family)
    _rate(family, card)
    _rate(family, card, by=family.father, grade=5, words="")
    _rate(family, card, grade=4, words="改好了")
    assert {(each.grade, each.words) for each in api().list_ratings(by=clerk)} == {(4, "改好了"), (5, "")}
    assert api().get_rating(case_uuid=card.uuid, by=family.daughter).grade == 4


def test_what_is_said_twice_is_said_once(family: Family) -> None:
    from lingnan.kernel.models import AuditEntry

    card, _ = apply(family)
    for _ in range(2):
        _rate(family, card)
    assert AuditEntry.objects.filter(name="cases.case.rated").count() == 1


@pytest.mark.parametrize("grade", [None, 0, 6])
def test_a_rating_has_one_of_five_grades(family: Family, grade: int | None) -> None:
    card, _ = apply(family)
    with pytest.raises(api().GradeMissing):
        _rate(family, card, grade=grade)


def test_too_many_words_are_refused(family: Family) -> None:
    card, _ = apply(family)
    with pytest.raises(api().WordsTooLong):
        _rate(family, card, words="长" * 201)


def test_what_has_no_outcome_is_not_rated(family: Family) -> None:
    application = submit(family)
    case, *_ = api().get_application(uuid=application, by=family.daughter).cases
    with pytest.raises(api().TooEarlyToRate):
        _rate(family, case)


def test_nobody_else_rates_and_no_other_desk_reads(family: Family, clerk) -> None:
    from lingnan.kernel.errors import NotAllowed, NotFound

    card, _ = apply(family)
    _rate(family, card)
    for by in (family.stranger, clerk):
        with pytest.raises(NotFound):
            _rate(family, card, by=by)
    assert api().list_ratings(by=officer("clerk", department="gd-health")) == []
    with pytest.raises(NotAllowed):
        api().list_ratings(by=family.daughter)


def test_the_dissatisfied_are_read_alone(family: Family, clerk) -> None:
    from lingnan.rooms.cases.types import Grade

    card, allowance = apply(family)
    _rate(family, card, grade=5)
    _rate(family, allowance, grade=1)
    found = api().list_ratings(by=clerk, most=Grade.DISSATISFIED)
    assert [each.number for each in found] == [allowance.number]


def test_the_database_holds_one_rating_each_of_five_grades(family: Family) -> None:
    from lingnan.rooms.cases.models import Case, Rating

    card, _ = apply(family)
    case = Case.objects.get(uuid=card.uuid)
    Rating.objects.create(case=case, rater_key=1, grade=5, rated_at=AT)
    for rater, grade in ((1, 4), (2, 6), (2, 0)):
        with pytest.raises(IntegrityError), transaction.atomic():
            Rating.objects.create(case=case, rater_key=rater, grade=grade, rated_at=AT)
