from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "search.sql"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0004_expiry")]
    operations = [
        migrations.RunSQL(SQL.read_text(), "DROP FUNCTION exchange_list_values; DROP FUNCTION exchange_find;")
    ]
