from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("health", "0004_sunset")]
    operations = [
        migrations.AddField(
            model_name="colourchange",
            name="division",
            field=models.CharField(db_default="", max_length=4),
        ),
        migrations.AddIndex(
            model_name="colourchange",
            index=models.Index(fields=["at"], name="colour_change_by_time"),
        ),
    ]
