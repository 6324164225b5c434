from pathlib import Path

import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).resolve().parents[1] / "sql"
LET_GO = """
    ALTER TABLE health_standingcolour DROP CONSTRAINT standing_colour_by_own_change;
    ALTER TABLE health_appeal DROP CONSTRAINT appeal_of_own_change;
"""
HOLD = """
    ALTER TABLE health_standingcolour ADD CONSTRAINT standing_colour_by_own_change
        FOREIGN KEY (subject_key, change_id) REFERENCES health_colourchange (subject_key, id);
    ALTER TABLE health_appeal ADD CONSTRAINT appeal_of_own_change
        FOREIGN KEY (subject_key, change_id) REFERENCES health_colourchange (subject_key, id);
"""


class Migration(migrations.Migration):
    dependencies = [("health", "0014_batch_place")]

    operations = [
        migrations.AlterField(
            model_name="colourchange", name="division", field=models.CharField(db_default="", max_length=12)
        ),
        migrations.RunSQL(LET_GO),
        migrations.RemoveConstraint(model_name="colourchange", name="colour_change_of_person"),
        migrations.RemoveIndex(model_name="colourchange", name="colour_change_by_subject"),
        migrations.AddConstraint(
            model_name="colourchange",
            constraint=models.UniqueConstraint(fields=["subject_key", "id"], name="colour_change_of_person"),
        ),
        migrations.RunSQL(HOLD),
        migrations.RemoveIndex(model_name="colourchange", name="colour_change_by_time"),
        migrations.AddIndex(
            model_name="colourchange",
            index=django.contrib.postgres.indexes.BrinIndex(
                fields=["at"], name="colour_change_by_time", pages_per_range=16
            ),
        ),
        migrations.AlterField(
            model_name="standingcolour",
            name="change",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="health.colourchange",
            ),
        ),
        migrations.RunSQL((SQL / "log_levels.sql").read_text()),
    ]
