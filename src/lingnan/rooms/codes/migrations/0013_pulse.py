from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0012_scan_doubled"),
    ]

    operations = [
        migrations.CreateModel(
            name="Pulse",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("part", models.CharField(choices=[("gate", "Gate"), ("worker", "Worker")], max_length=10)),
                ("name", models.CharField(max_length=160)),
                ("began_at", models.DateTimeField()),
                ("told_at", models.DateTimeField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("level", models.CharField(blank=True, max_length=20)),
                ("clock_ahead_seconds", models.BigIntegerField(null=True)),
                ("waiting", models.BigIntegerField(null=True)),
            ],
        ),
        migrations.RemoveIndex(
            model_name="inspection",
            name="inspection_by_time",
        ),
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["at"], include=("device", "kind", "outcome"), name="inspection_by_time"),
        ),
        migrations.AddIndex(
            model_name="scan",
            index=models.Index(condition=models.Q(("is_doubled", True)), fields=["scanned_at"], name="scan_doubled"),
        ),
        migrations.AddConstraint(
            model_name="pulse",
            constraint=models.UniqueConstraint(fields=("part", "name"), name="pulse_once"),
        ),
        migrations.AddConstraint(
            model_name="pulse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("clock_ahead_seconds__isnull", False),
                        ("part", "gate"),
                        ("waiting", None),
                        models.Q(("level", ""), _negated=True),
                    ),
                    models.Q(
                        ("clock_ahead_seconds", None),
                        ("confirmed_at", None),
                        ("level", ""),
                        ("part", "worker"),
                        ("waiting__gte", 0),
                        ("waiting__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="pulse_tells_its_own",
            ),
        ),
    ]
