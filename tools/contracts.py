"""An import contract of the house's own: a room is entered by its door."""

from collections.abc import Iterator
from typing import Any, cast

from grimp import ImportGraph
from importlinter import Contract, ContractCheck, fields, output

DOORS = frozenset({"api", "types", "events"})
EDGES = frozenset({"http", "tasks", "handlers", "admin", "management"})


class DoorsContract(Contract):
    """Others import only a room's `api`, `types` and `events`; so do its own edges: HTTP, tasks and handlers.

    Options: `rooms`, the package that holds the rooms; `joiners`, packages that may also import the edges.
    """

    rooms = fields.ModuleField()
    joiners = fields.ListField(subfield=fields.ModuleField(), required=False)

    def check(self, graph: ImportGraph, verbose: bool) -> ContractCheck:
        """Look at every import of a room's module, made at the top of a file or inside a function."""
        broken = sorted(self._list_broken(graph))
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """Name each import that goes round a door."""
        for importer, imported in check.metadata["broken"]:
            output.print_error(
                f"{importer} imports {imported}: ask its room's api, types or events instead.", bold=False
            )

    def _list_broken(self, graph: ImportGraph) -> Iterator[tuple[str, str]]:
        for room in graph.find_children(self.rooms.name):  # type: ignore[attr-defined]
            for imported in graph.find_descendants(room):
                for importer in graph.find_modules_that_directly_import(imported):
                    if not self._may_import(importer, imported, room):
                        yield importer, imported

    def _may_import(self, importer: str, imported: str, room: str) -> bool:
        part = _part(imported, room)
        if part in DOORS:
            return True
        if _is_in(importer, room):
            own = _part(importer, room)
            return own not in EDGES or own == part
        return part in EDGES and any(_is_in(importer, joiner.name) for joiner in self._joiners())

    def _joiners(self) -> list[Any]:
        return cast("list[Any] | None", self.joiners) or []


def _is_in(module: str, package: str) -> bool:
    return module == package or module.startswith(f"{package}.")


def _part(module: str, room: str) -> str:
    return module.removeprefix(f"{room}.").split(".")[0]
