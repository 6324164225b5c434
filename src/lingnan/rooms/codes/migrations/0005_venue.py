from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0004_devices"),
    ]

    operations = [
        migrations.CreateModel(
            name="Venue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True)),
                ("department", models.CharField(max_length=60)),
                ("division", models.CharField(max_length=12)),
                ("name", models.CharField(max_length=60)),
                ("place", models.CharField(max_length=60)),
                ("operator", models.CharField(max_length=60)),
                ("edition", models.PositiveIntegerField(default=1)),
                ("issued_at", models.DateTimeField()),
                ("valid_until", models.DateField()),
                ("opened_by", models.CharField(max_length=80)),
                ("opened_at", models.DateTimeField()),
                ("closed_by", models.CharField(blank=True, max_length=80)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("department", ""), _negated=True),
                            models.Q(("name", ""), _negated=True),
                            models.Q(("place", ""), _negated=True),
                            models.Q(("operator", ""), _negated=True),
                        ),
                        name="venue_has_names",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("edition__gte", 1), ("issued_at__gte", models.F("opened_at"))),
                        name="venue_has_an_edition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at", None), ("closed_by", "")),
                            models.Q(("closed_at__isnull", False), models.Q(("closed_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="venue_closed_by_someone",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at", None)),
                        fields=("department", "place", "name"),
                        name="venue_once_at_a_place",
                    ),
                ],
            },
        ),
    ]
