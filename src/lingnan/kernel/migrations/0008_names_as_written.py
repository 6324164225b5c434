from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0007_entries_about_several")]
    operations = [migrations.RunSQL((SQL / "audit_names.sql").read_text())]
