from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql" / "gate_devices.sql"


class Migration(migrations.Migration):
    dependencies = [("codes", "0006_offline_scans")]
    operations = [
        migrations.RemoveConstraint(model_name="change", name="change_tells_all"),
        migrations.AlterField(
            model_name="change",
            name="topic",
            field=models.CharField(
                choices=[
                    ("status", "Status"),
                    ("list", "List"),
                    ("key", "Key"),
                    ("withdrawal", "Withdrawal"),
                    ("device", "Device"),
                ],
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("index__isnull", False),
                        ("list_id__isnull", False),
                        ("status__isnull", False),
                        ("topic", "status"),
                    ),
                    models.Q(
                        ("index", None),
                        ("list_id", None),
                        ("status", None),
                        ("topic__in", ["list", "key", "withdrawal", "device"]),
                    ),
                    _connector="OR",
                ),
                name="change_tells_all",
            ),
        ),
        migrations.RunSQL(SQL.read_text(), migrations.RunSQL.noop),
    ]
