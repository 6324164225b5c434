from django.db import migrations, models
from django.db.models import Q

ONE = "licence_one_of_a_kind"


class Migration(migrations.Migration):
    dependencies = [("licences", "0002_sealed_reason")]
    operations = [
        migrations.AddField("licence", "renewed_at", models.DateTimeField(null=True)),
        migrations.RemoveConstraint("licence", ONE),
        migrations.AddConstraint(
            "licence",
            models.UniqueConstraint(
                fields=["holder_key", "kind"], condition=Q(revoked_at=None, renewed_at=None), name=ONE
            ),
        ),
        migrations.AddConstraint(
            "licence",
            models.CheckConstraint(
                condition=Q(renewed_at=None) | Q(valid_until__isnull=False), name="licence_without_end_is_not_renewed"
            ),
        ),
    ]
