from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"
UNDO = "DROP FUNCTION exchange_read_many(text[], bigint[], text, timestamptz, text, int);"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0007_population"), ("kernel", "0007_entries_about_several")]
    operations = [
        migrations.RunSQL((SQL / "crowd_entry.sql").read_text(), UNDO + (SQL / "crowd.sql").read_text()),
    ]
