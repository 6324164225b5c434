from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"
UNDO = "DROP FUNCTION exchange_scan;"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0008_crowd_entry")]
    operations = [migrations.RunSQL((SQL / "scan.sql").read_text(), UNDO + (SQL / "population.sql").read_text())]
