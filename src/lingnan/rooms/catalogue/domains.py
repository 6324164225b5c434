"""What values the inputs of rules may have: by the data-element dictionary, and by what is derived from it."""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from lingnan.engine.decisions import Domain
from lingnan.engine.elements import Dictionary, Element, ElementType
from lingnan.engine.facts import Derivation, Formula, variable_of

# Units that count completed or whole things: nobody is 79.5 in a rule, and no household has 2.5 members.
COUNTED = frozenset({"year", "month", "day", "person", "dose"})
FEEL_TYPES: Mapping[ElementType, str] = {
    ElementType.STRING: "string",
    ElementType.CODE: "string",
    ElementType.NUMBER: "number",
    ElementType.MONEY: "number",
    ElementType.DATE: "date",
    ElementType.DATETIME: "date and time",
    ElementType.BOOLEAN: "boolean",
}


def read_domains(*, dictionary: Dictionary, derivations: Iterable[Derivation]) -> dict[str, Domain]:
    """The domain of each input by its name in rules: of elements, and of codes cut out of an element's code."""
    found = {variable_of(name): _domain(dictionary, element) for name, element in dictionary.items()}
    for rule in derivations:
        if rule.name not in found and (domain := _cut(rule, found)):
            found[rule.name] = domain
    return found


def _domain(dictionary: Dictionary, element: Element) -> Domain:
    if element.type is ElementType.CODE and element.codes is None:
        return Domain(values=frozenset(each.code for each in dictionary.divisions), is_extended=True)
    if element.type is ElementType.CODE and element.codes is not None:
        return Domain(values=frozenset(element.codes.codes))
    is_whole = element.type is ElementType.MONEY or element.unit in COUNTED
    return Domain(is_whole=is_whole, minimum=element.minimum, maximum=element.maximum)


def _cut(rule: Derivation, domains: Mapping[str, Domain]) -> Domain | None:
    """What a formula over one code gives, where it gives no more than the shortest code has: a part cut out of it.

    So what begins with a known code is cut to the same as the code itself.
    """
    names = rule.formula.names
    codes = domains[names[0]].values if len(names) == 1 and names[0] in domains else None
    if not codes or not all(isinstance(code, str) for code in codes):
        return None
    cut, shortest = _image(rule.formula, codes), min(map(len, codes))
    return Domain(values=cut) if all(isinstance(part, str) and len(part) <= shortest for part in cut) else None


@lru_cache(maxsize=64)
def _image(formula: Formula, codes: frozenset[Any]) -> frozenset[Any]:
    """All that a formula over one name gives. Services share it, and there are thousands of divisions."""
    return frozenset(formula.value({formula.names[0]: code}) for code in codes)
