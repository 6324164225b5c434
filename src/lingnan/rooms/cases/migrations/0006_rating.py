from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0005_undecided")]
    operations = [
        migrations.CreateModel(
            name="Rating",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("rater_key", models.BigIntegerField()),
                ("grade", models.PositiveSmallIntegerField()),
                ("words_sealed", models.BinaryField(default=b"")),
                ("rated_at", models.DateTimeField()),
                ("case", models.ForeignKey(on_delete=models.deletion.PROTECT, related_name="+", to="cases.case")),
            ],
            options={
                "indexes": [models.Index(fields=["-rated_at"], name="rating_by_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "rater_key"), name="rating_once_each"),
                    models.CheckConstraint(condition=models.Q(grade__range=(1, 5)), name="rating_of_five"),
                ],
            },
        )
    ]
