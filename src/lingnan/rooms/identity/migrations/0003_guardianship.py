from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("identity", "0002_merges"),
    ]

    operations = [
        migrations.AddField(
            model_name="delegation",
            name="ground",
            field=models.CharField(default="grant", max_length=20),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="delegation",
            name="ending_document",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=Q(ground__in=("grant", "guardianship")), name="delegation_on_a_ground"
            ),
        ),
        migrations.AddConstraint(
            model_name="delegation",
            constraint=models.CheckConstraint(
                condition=Q(ending_document="") | Q(ground="guardianship", ended_at__isnull=False),
                name="delegation_document_ends_guardianship",
            ),
        ),
    ]
