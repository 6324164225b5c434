from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("exchange", "0009_scan_by_columns")]
    operations = [migrations.RunSQL((SQL / "crowd_names.sql").read_text())]
