"""GB 32100 codes against python-stdnum, and the organisation codes inside them."""

from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import uscc

from lingnan.engine.elements import DivisionTable, organisation_code
from lingnan.engine.elements.credit_code import check, compose
from lingnan.engine.elements.finding import Accepted, Problem

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"

bodies = st.builds(
    lambda authority, division, organisation: (authority, division, organisation),
    st.sampled_from(["11", "12", "31", "51", "52", "91", "92", "93"]),
    st.from_regex("44[0-9]{4}", fullmatch=True),
    st.text(alphabet=ALPHABET, min_size=9, max_size=9),
)


def fault(code: str, divisions: DivisionTable) -> str:
    found = check(code, divisions=divisions)
    assert isinstance(found, Problem), found
    return found.code


def test_parts_of_a_published_code(divisions: DivisionTable) -> None:
    found = check("1144 0105 0074 9949 xt", divisions=divisions)
    assert isinstance(found, Accepted)
    assert found.value == "1144010500749949XT"
    assert found.parts == {
        "authority": "1",
        "authority_name": "机构编制",
        "entity_class": "1",
        "entity_class_name": "机关",
        "division": "440105",
        "division_name": "广东省广州市海珠区",
        "organisation_code": "00749949X",
        "check": "T",
    }


def test_each_fault_is_told_apart(divisions: DivisionTable) -> None:
    assert fault("1144010500749949X", divisions) == "credit_code.length"
    assert fault("1144010500749949XI", divisions) == "credit_code.character"
    assert fault("B144010500749949XT", divisions) == "credit_code.prefix"
    assert fault("11440A0500749949XT", divisions) == "credit_code.prefix"
    assert fault("1144010500749949X1", divisions) == "credit_code.check"


def test_village_collectives_begin_with_a_letter(divisions: DivisionTable) -> None:
    """Registered by agriculture since 2018; python-stdnum knows only digits there."""
    code = compose(authority="N", entity_class="2", division="440105", organisation="MA5ABCDE1")
    found = check(code, divisions=divisions)
    assert isinstance(found, Accepted)
    assert found.parts["entity_class_name"] == "村级集体经济组织"
    assert not uscc.is_valid(code)


@given(body=bodies)
def test_composed_codes_are_valid_to_the_oracle(body: tuple[str, str, str], divisions: DivisionTable) -> None:
    kind, division, organisation = body
    code = compose(authority=kind[0], entity_class=kind[1], division=division, organisation=organisation)
    assert uscc.is_valid(code)
    assert isinstance(check(code, divisions=divisions), Accepted)


@given(body=bodies, last=st.sampled_from(ALPHABET))
def test_check_characters_agree_with_the_oracle(
    body: tuple[str, str, str], last: str, divisions: DivisionTable
) -> None:
    code = "".join(body) + last
    assert isinstance(check(code, divisions=divisions), Accepted) == uscc.is_valid(code)


def test_organisation_codes_are_characters_9_to_17(divisions: DivisionTable) -> None:
    for published in ("1144010500749949XT", "114401134554137174"):
        found = check(published, divisions=divisions)
        assert isinstance(found, Accepted)
        inside = organisation_code.check(str(found.parts["organisation_code"]))
        assert isinstance(inside, Accepted)
        assert inside.value == published[8:17]


def test_organisation_codes_are_written_with_a_dash_and_checked() -> None:
    assert organisation_code.check("00749949-X") == Accepted("00749949X", {"body": "00749949", "check": "X"})
    for code, expected in (("007499491", "organisation_code.check"), ("0074994", "organisation_code.form")):
        found = organisation_code.check(code)
        assert isinstance(found, Problem)
        assert found.code == expected
