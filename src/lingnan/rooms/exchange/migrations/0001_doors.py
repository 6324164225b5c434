from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "doors.sql"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_audit_seal")]
    operations = [
        migrations.RunSQL(
            SQL.read_text(),
            "DROP FUNCTION exchange_read; DROP FUNCTION exchange_load; DROP SCHEMA exchange CASCADE;",
        )
    ]
