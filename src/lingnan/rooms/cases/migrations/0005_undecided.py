from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0004_draft_life")]
    operations = [
        migrations.AddIndex(
            "case", models.Index(fields=["submitted_at"], condition=models.Q(status="submitted"), name="case_undecided")
        )
    ]
