"""Context functions (DMN 1.5, 10.3.4.11)."""

from typing import Any

from lingnan.engine.decisions.functions.signature import Refused, builtin


@builtin("get value(m: context, key: string) -> Any")
def get_value(m: dict[str, Any], key: str) -> Any:
    """The member of that name, or null."""
    return m.get(key)


@builtin("get entries(m: context) -> Any")
def get_entries(m: dict[str, Any]) -> list[dict[str, Any]]:
    """The members as contexts of key and value."""
    return [{"key": key, "value": value} for key, value in m.items()]


@builtin("context(entries: list) -> Any")
def context(entries: list[Any]) -> dict[str, Any]:
    """A context from contexts of key and value; each key once."""
    found: dict[str, Any] = {}
    for entry in entries:
        if entry.__class__ is not dict or not {"key", "value"} <= entry.keys() or entry["key"].__class__ is not str:
            raise Refused("an entry is no context of key and value")
        if entry["key"] in found:
            raise Refused(f"the key {entry['key']!r} comes twice")
        found[entry["key"]] = entry["value"]
    return found


@builtin("context put(context: context, key: string, value: Any) -> Any")
def context_put(m: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    """The context with a member set."""
    return m | {key: value}


@builtin("context put(context: context, keys: list, value: Any) -> Any")
def context_put_path(m: dict[str, Any], keys: list[Any], value: Any) -> dict[str, Any]:
    """The context with a member set deep inside; contexts on the way are made where they lack."""
    if not keys or any(key.__class__ is not str for key in keys):
        raise Refused("the keys are not a list of strings")
    if len(keys) == 1:
        return m | {keys[0]: value}
    inner = m.get(keys[0])
    if inner is not None and inner.__class__ is not dict:
        raise Refused(f"{keys[0]!r} is no context")
    return m | {keys[0]: context_put_path(inner or {}, keys[1:], value)}


@builtin("context merge(contexts: list) -> Any")
def context_merge(contexts: list[Any]) -> dict[str, Any]:
    """One context of all members, later ones first."""
    found: dict[str, Any] = {}
    for m in contexts:
        if m.__class__ is not dict:
            raise Refused("the list holds something else than contexts")
        found |= m
    return found
