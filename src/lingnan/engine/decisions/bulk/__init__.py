"""A decision over a whole population: one Ibis expression, for DuckDB and for Spark.

outcomes = bulk(model, "Colour")(facts, keep=["person_key"])

Nothing in `lingnan.engine.decisions` imports this package: only who decides over populations pays for Ibis.
"""

from lingnan.engine.decisions.bulk.population import Bulk, FactsMismatch, NotForBulk, bulk, bulk_problems

__all__ = ["Bulk", "FactsMismatch", "NotForBulk", "bulk", "bulk_problems"]
