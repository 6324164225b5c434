"""The records of the shared resources, element by element as `resources/*.yaml` of the content declares them."""

from datetime import date

from lingnan.rooms.identity.types import Relation

from .types import DemoKinship, DemoPerson, DemoRecord, Value

# GB/T 4761
RELATION_CODES: dict[Relation, str] = {
    "spouse": "10",
    "son": "20",
    "daughter": "30",
    "grandchild": "40",
    "father": "51",
    "mother": "52",
    "grandparent": "60",
    "sibling": "70",
}


def population_record(person: DemoPerson, *, as_of: date, birth_date: date | None = None) -> DemoRecord:
    """The population register's entry; `birth_date` if it differs from the truth."""
    values: dict[str, Value] = {
        "person.name": person.name,
        "person.sex": person.sex,
        "person.birth_date": birth_date or person.birth_date,
        "person.nation": person.nation,
        "person.residence_division": person.residence_division,
        "person.residence_address": person.residence_address,
    }
    return _record("population", person, values, as_of)


def household_record(person: DemoPerson, *, as_of: date, division: str | None = None) -> DemoRecord:
    """The household register's entry; `division` if it is not the present one, and then without the address."""
    values: dict[str, Value] = {
        "household.number": person.household_number,
        "person.household_division": division or person.household_division,
    }
    if division in (None, person.household_division):
        values["person.household_address"] = person.household_address
    return _record("household", person, values, as_of)


def kinship_record(kin: DemoKinship, *, as_of: date) -> DemoRecord:
    """One relative of a person."""
    values: dict[str, Value] = {
        "person.id_number": kin.person,
        "kinship.relation": RELATION_CODES[kin.relation],
        "kinship.relative_id_number": kin.relative,
    }
    return DemoRecord(resource="kinship", person=kin.person, values=values, as_of=as_of)


def death_record(person: DemoPerson, *, death_date: date) -> DemoRecord:
    """A certified death, reported on its day."""
    return _record("death", person, {"death.date": death_date}, death_date)


def assistance_record(person: DemoPerson, *, kind: str, since: date, monthly_amount: int) -> DemoRecord:
    """Assistance being paid; `monthly_amount` in fen."""
    values: dict[str, Value] = {
        "assistance.kind": kind,
        "assistance.since": since,
        "assistance.monthly_amount": monthly_amount,
    }
    return _record("social-assistance", person, values, since)


def account_record(person: DemoPerson, *, number: str, holder: str, bank: str, as_of: date) -> DemoRecord:
    """The account for benefits; its holder should be the person, and is not always."""
    values: dict[str, Value] = {
        "benefit.bank_name": bank,
        "benefit.bank_account": number,
        "benefit.account_holder": holder,
    }
    return _record("benefit-account", person, values, as_of)


def _record(resource: str, person: DemoPerson, values: dict[str, Value], as_of: date) -> DemoRecord:
    everything = {"person.id_number": person.id_number, **values}
    return DemoRecord(resource=resource, person=person.id_number, values=everything, as_of=as_of)
