from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("health", "0005_counts_by_city")]
    operations = [
        migrations.CreateModel(
            name="ListSweep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                ("day", models.DateField()),
                ("people", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("number__gte", 1)), name="list_sweep_of_a_version")
                ],
            },
        ),
    ]
