from pathlib import Path

from django.db import migrations

SQL = Path(__file__).resolve().parents[1] / "sql" / "audit_head.sql"


class Migration(migrations.Migration):
    dependencies = [("kernel", "0003_search_path")]
    operations = [migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop)]
