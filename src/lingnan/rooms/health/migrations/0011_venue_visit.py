from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("health", "0010_rule_sweep"),
    ]

    operations = [
        migrations.CreateModel(
            name="VenueVisit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True)),
                ("subject_key", models.BigIntegerField()),
                ("venue", models.UUIDField()),
                ("method", models.CharField(max_length=2)),
                ("entered_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField()),
                ("over_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["venue", "entered_at"], name="visit_by_venue"),
                    models.Index(fields=["ends_at"], name="visit_by_end"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("over_at", None)),
                        fields=("subject_key", "venue"),
                        name="visit_open_once_a_venue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("entered_at"))), name="visit_ends_by_itself"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("over_at", None),
                            models.Q(("over_at__gte", models.F("entered_at")), ("over_at__lte", models.F("ends_at"))),
                            _connector="OR",
                        ),
                        name="visit_over_within_its_time",
                    ),
                ],
            },
        ),
    ]
