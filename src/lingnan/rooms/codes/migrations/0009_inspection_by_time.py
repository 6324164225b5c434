from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("codes", "0008_printing"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="inspection",
            index=models.Index(fields=["at"], include=["device"], name="inspection_by_time"),
        ),
    ]
