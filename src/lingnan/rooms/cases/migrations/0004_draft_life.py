from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_sealed_words")]
    operations = [
        migrations.AddField("draft", "revised_at", models.DateTimeField(null=True)),
        migrations.AddField("draft", "warned_at", models.DateTimeField(null=True)),
        migrations.AddIndex("draft", models.Index(fields=["saved_at"], name="draft_by_age")),
    ]
