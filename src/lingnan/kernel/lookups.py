"""A lookup of many keys at once."""

from typing import Any

from django.db.models import Field, Lookup


@Field.register_lookup
class Among(Lookup):
    """`key__among=keys`: as `key__in`, with one array for all and not a placeholder for each of a thousand."""

    lookup_name = "among"
    prepare_rhs = False

    def get_db_prep_lookup(self, value: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The keys as one array."""
        return "%s", (list(value),)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The condition and its one parameter."""
        left, left_params = self.process_lhs(compiler, connection)
        right, right_params = self.process_rhs(compiler, connection)
        return f"{left} = ANY({right})", (*left_params, *right_params)
