from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("health", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="HealthCode",
            fields=[
                ("subject_key", models.BigIntegerField(primary_key=True, serialize=False)),
                ("uuid", models.UUIDField(unique=True)),
                ("status_list", models.BigIntegerField()),
                ("status_index", models.IntegerField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("status_list", "status_index"), name="health_code_place_once")
                ],
            },
        ),
    ]
