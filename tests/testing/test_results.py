"""From the sample to the certificate: once only, by the tube's number, and what a mixed tube says of nobody."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from lingnan.kernel.actors import PLATFORM
from lingnan.kernel.errors import NotAllowed
from lingnan.rooms.exchange import api as exchange
from lingnan.rooms.health import api as health
from lingnan.rooms.identity import api as identity
from lingnan.rooms.identity.types import NewPerson
from lingnan.rooms.licences import api as licences
from lingnan.rooms.testing import api, models
from lingnan.rooms.testing.types import REPORT, ResultRow
from tests.health.evidence import isolate, moment, record_test
from tests.health.forcing import force
from tests.house import AT
from tests.portal.residents import public_id
from tests.testing.conftest import SITE, named
from tests.testing.test_ordering import kinds, mine, order


def sample(house, sampler, tube="T-0001", *, key=None, size=1, site=SITE):
    person = public_id(key or house.family.father_key)
    return api.record_sample(person=person, site=site, tube=tube, size=size, by=sampler, at=house.now)


def report(house, laboratory, *results):
    house.now += timedelta(minutes=1)
    rows = [ResultRow(line=line, tube=tube, result=result) for line, (tube, result) in enumerate(results, start=2)]
    done = api.load_results(rows=rows, by=laboratory, at=house.now)
    house.work()
    return done


def papers(house, key=None):
    family = house.family
    by = family.father if key is None else family.stranger
    found = licences.list_licences(holder_key=key or family.father_key, by=by, at=house.now)
    return [each for each in found if each.kind == REPORT]


def test_two_tests_from_order_to_green_by_themselves(house, sampler, laboratory):
    family, key = house.family, house.family.father_key
    record_test(family, "OLD", day=1, result="2")
    house.work()
    assert standing(house) == ("red", "two-negatives")
    times = [slot.starts_at for slot in api.propose_times(site=SITE, last=None, at=house.now)]
    order(house, *times)
    for number, at in enumerate(times, start=1):
        house.now = at
        visitor = api.find_visitor(text=mine(house)[2 - number].number.lower(), by=sampler, at=at)
        assert api.get_visit(person=visitor, by=sampler, at=at).order.planned_at == at
        sample(house, sampler, f"T-000{number}")
        done = report(house, laboratory, (f"T-000{number}", "阴性"))
        assert (done.taken, done.set_aside) == (1, ())
    assert standing(house)[0] == "green"
    assert [each.state for each in mine(house)] == ["negative", "negative"]
    assert kinds(key)[-2:] == ["health-test-negative", "health-green"] or kinds(key)[-1] == "health-test-negative"
    newest, _ = papers(house)
    assert newest.uuid == mine(house)[0].report
    assert (newest.valid_from, newest.fields["health.test_organisation"]) == (times[1].date(), "岭南示范检验所")


def standing(house):
    found = health.get_holding(subject_key=house.family.father_key, by=house.family.father, at=house.now)
    return found.grounds.change.colour, found.grounds.change.way_out


def test_the_sample_is_taken_once(house, sampler):
    order(house, moment(2, 15))
    first, second = sample(house, sampler), sample(house, sampler)
    assert (first, models.Order.objects.count(), models.Tube.objects.get().taken) == (second, 1, 1)


def test_a_walk_in_gets_an_order_on_the_spot_and_the_one_of_tomorrow_stays(house, sampler):
    order(house, moment(3, 15))
    sample(house, sampler)
    assert sorted(each.state for each in mine(house)) == ["ordered", "sampled"]
    (day, *_) = api.list_site_days(by=sampler, at=house.now)
    assert (day.ordered, day.sampled, day.walked_in) == (0, 0, 1)


def test_a_cancelled_order_that_is_scanned_is_told(house, sampler):
    (uuid,) = order(house, moment(2, 15))
    number = mine(house)[0].number
    api.cancel_order(uuid=uuid, by=house.family.father, at=house.now)
    with pytest.raises(api.OrderOff):
        api.find_visitor(text=number, by=sampler, at=house.now)
    with pytest.raises(api.NobodyFound):
        api.find_visitor(text="ZZZZZZZZZZ", by=sampler, at=house.now)


@pytest.mark.parametrize(
    ("tube", "size", "site", "error"),
    [
        ("T1", 1, SITE, api.TubeUnfit),
        ("T-0001", 3, SITE, api.TubeUnfit),
        ("T-0001", 1, "futian-nanyuan", api.SiteUnknown),
        ("FULL", 1, SITE, api.TubeFull),
        ("FULL", 10, SITE, api.TubeTaken),
        ("FULL", 1, "yuexiu-dongshan", api.TubeTaken),
    ],
)
def test_a_tube_that_will_not_do(house, sampler, tube, size, site, error):
    sample(house, sampler, "FULL", key=house.family.stranger.person_key)
    with pytest.raises(error):
        sample(house, sampler, tube, size=size, site=site)
    assert models.Order.objects.count() == 1


def test_the_database_lets_no_tube_overflow_and_no_result_come_before_a_sample(house, sampler):
    order(house, moment(2, 15))
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Order.objects.update(outcome="negative", resulted_at=AT, rounds=1)
    sample(house, sampler)
    with pytest.raises(IntegrityError), transaction.atomic():
        models.Tube.objects.update(taken=2)


def test_others_take_no_samples_and_bring_no_results(house, sampler, laboratory):
    for by in (laboratory, house.family.father):
        with pytest.raises(NotAllowed):
            sample(house, by)
    with pytest.raises(NotAllowed):
        report(house, sampler, ("T-0001", "阴性"))


def test_lines_of_no_tube_and_of_no_result_are_set_aside_and_the_others_taken(house, sampler, laboratory):
    done = report(house, laboratory, ("T-0001", "阴性"))  # before the sample
    assert [(each.line, each.tube) for each in done.set_aside] == [(2, "T-0001")]
    sample(house, sampler)
    done = report(house, laboratory, ("NONE", "阴性"), ("T-0001", "好"), ("T-0001", "阴性"))
    assert ([each.line for each in done.set_aside], done.taken) == ([2, 3], 1)


def test_a_result_that_comes_twice_is_one_and_another_laboratory_corrects_nothing(house, sampler, laboratory):
    sample(house, sampler)
    report(house, laboratory, ("T-0001", "阴性"))
    again = report(house, laboratory, ("T-0001", "阴性"))
    assert (again.taken, again.known) == (0, 1)
    other = report(house, named("lab-two", "另一家检验所"), ("T-0001", "阳性"))
    assert len(other.set_aside) == 1
    assert len(papers(house)) == 1
    assert kinds(house.family.father_key).count("health-test-negative") == 1


def test_a_corrected_result_revokes_the_certificate_and_is_told(house, sampler, laboratory):
    sample(house, sampler)
    report(house, laboratory, ("T-0001", "阴性"))
    report(house, laboratory, ("T-0001", "阳性"))
    assert [each.status for each in papers(house)] == ["revoked"]
    assert (mine(house)[0].state, mine(house)[0].report, standing(house)[0]) == ("positive", None, "red")
    assert {"health-test-positive", "licence-revoked", "health-red"} <= set(kinds(house.family.father_key))


def test_a_mixed_tube_that_is_negative_certifies_everyone_in_it(house, sampler, laboratory):
    stranger = house.family.stranger.person_key
    for key in (house.family.father_key, stranger):
        sample(house, sampler, "MIX-1", key=key, size=10)
    report(house, laboratory, ("MIX-1", "阴性"))
    assert len(papers(house)) == len(papers(house, stranger)) == 1


def test_a_mixed_tube_that_is_positive_colours_nobody_and_tells_each_to_come_again(house, sampler, laboratory):
    stranger = house.family.stranger.person_key
    before = standing(house)
    for key in (house.family.father_key, stranger):
        sample(house, sampler, "MIX-1", key=key, size=10)
    report(house, laboratory, ("MIX-1", "阳性"))
    assert (standing(house), papers(house), mine(house)[0].state) == (before, [], "retest")
    assert all("health-test-retest" in kinds(key) for key in (house.family.father_key, stranger))
    report(house, laboratory, ("MIX-1", "阴性"))
    assert len(papers(house)) == 1


def test_a_mixed_tube_corrected_to_positive_voids_what_it_said(house, sampler, laboratory):
    sample(house, sampler, "MIX-1", size=10)
    report(house, laboratory, ("MIX-1", "阴性"))
    report(house, laboratory, ("MIX-1", "阳性"))
    assert (mine(house)[0].state, [each.status for each in papers(house)]) == ("retest", ["revoked"])
    tests = health.list_tests(subject_key=house.family.father_key, by=house.family.father, at=house.now)
    assert [each.values["health.test_result"] for each in tests] == ["4"]


def test_a_record_of_the_tube_that_comes_by_the_exchange_ends_the_order(house, sampler):
    house.now = moment(2, 13)
    sample(house, sampler, "S-01")
    record_test(house.family, "S-01", day=2, result="1")
    house.work()
    assert mine(house)[0].state == "negative"


def test_a_record_with_the_number_of_anothers_tube_ends_no_order(house, sampler):
    sample(house, sampler, "S-01", key=house.family.stranger.person_key)
    record_test(house.family, "S-01", day=2, result="1")
    house.work()
    assert models.Order.objects.get().outcome == ""
    assert papers(house) == []


def test_the_sunset_leaves_nothing_of_orders_tubes_and_certificates(house, sampler, laboratory):
    isolate(house.family, first=1, last=14)
    order(house, moment(2, 15))
    sample(house, sampler)
    report(house, laboratory, ("T-0001", "阴性"))
    force("SET CONSTRAINTS ALL IMMEDIATE")
    certificate = health.read_certificate(data=health.end_room(names=("甲", "乙"), by=PLATFORM, at=AT))
    counts = {name: certificate.destroyed[name] for name in ("test-order", "test-tube", "test-slot", REPORT)}
    assert counts == {"test-order": 1, "test-tube": 1, "test-slot": 1, REPORT: 1}
    assert not models.Order.objects.exists()
    assert exchange.list_resources()["nucleic-acid-test"].sunset == "health"


def test_a_number_that_two_people_have_is_nobodys_at_the_site(house, sampler):
    for kind in ("414", "516"):
        identity.register_people(people=[NewPerson(id_number="99000003", name=f"N{kind}", id_kind=kind)], at=AT)
    with pytest.raises(api.SeveralFound):
        api.find_visitor(text="9900 0003", by=sampler, at=house.now)
    assert api.find_visitor(text="440104-19430512-1235", by=sampler, at=house.now) == public_id(house.family.father_key)
