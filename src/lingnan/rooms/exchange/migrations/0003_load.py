from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "load.sql"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_search_path")]
    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
