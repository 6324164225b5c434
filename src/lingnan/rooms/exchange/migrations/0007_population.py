from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "population.sql"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0006_crowd")]
    operations = [migrations.RunSQL(SQL.read_text(), "DROP FUNCTION exchange_read_range;")]
