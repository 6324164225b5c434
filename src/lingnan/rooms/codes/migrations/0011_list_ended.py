from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql" / "ended_lists.sql"


class Migration(migrations.Migration):
    dependencies = [("codes", "0010_inspection_kind_and_way")]
    operations = [
        migrations.AddField(model_name="statuslist", name="ended_at", field=models.DateTimeField(null=True)),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
