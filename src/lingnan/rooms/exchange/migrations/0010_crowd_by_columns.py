from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"
UNDO = "DROP FUNCTION exchange_read_many(jsonb, bigint[], text, timestamptz, text, int);"
# Which begins by dropping what came before it.
BEFORE = (SQL / "crowd_entry.sql").read_text().partition(";\n")[2]


class Migration(migrations.Migration):
    dependencies = [("exchange", "0009_scan_by_columns")]
    operations = [migrations.RunSQL((SQL / "crowd_columns.sql").read_text(), UNDO + BEFORE)]
