from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0007_gate_devices"),
    ]

    operations = [
        migrations.CreateModel(
            name="Printing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("list_id", models.BigIntegerField()),
                ("index", models.IntegerField()),
                ("printed_on", models.DateField()),
                ("printed_at", models.DateTimeField()),
                ("valid_until", models.DateField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("list_id", "index", "printed_on"), name="printing_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("valid_until__gte", models.F("printed_on"))),
                        name="printing_good_for_a_time",
                    ),
                ],
            },
        ),
    ]
