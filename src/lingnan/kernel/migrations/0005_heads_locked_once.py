from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_missing_head")]
    operations = [migrations.RunSQL((SQL / "audit_batch.sql").read_text(), (SQL / "audit_head.sql").read_text())]
