from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "crowd.sql"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0005_search")]
    operations = [migrations.RunSQL(SQL.read_text(), "DROP FUNCTION exchange_read_many;")]
