import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("health", "0002_health_code")]
    operations = [
        migrations.CreateModel(
            name="Batch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(unique=True)),
                ("department", models.CharField(max_length=40)),
                ("title", models.CharField(max_length=80)),
                ("travels_on", models.DateField()),
                ("digest", models.BinaryField(max_length=32)),
                ("made_by", models.CharField(max_length=80)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("department", "travels_on", "digest"), name="batch_once"),
                    models.CheckConstraint(condition=models.Q(("title", ""), _negated=True), name="batch_has_title"),
                ],
            },
        ),
        migrations.CreateModel(
            name="BatchTraveller",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.IntegerField()),
                ("subject_key", models.BigIntegerField(null=True)),
                ("refused", models.CharField(max_length=20)),
                (
                    "batch",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="health.batch"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "line"), name="batch_line_once"),
                    models.UniqueConstraint(fields=("batch", "subject_key"), name="batch_person_once"),
                    models.CheckConstraint(
                        condition=models.Q(("subject_key", None), ("refused", ""), _connector="XOR"),
                        name="batch_line_is_a_person_or_a_reason",
                    ),
                ],
            },
        ),
    ]
