import django.db.models.deletion
from django.db import migrations, models

# The index of places is built anew: of a hundred million, some minutes.
BY_PLACE = """
    ALTER TABLE codes_statusentry
        DROP CONSTRAINT codes_statusentry_pkey, DROP CONSTRAINT status_place_once, DROP COLUMN id,
        ADD PRIMARY KEY (list_id, index);
"""


class Migration(migrations.Migration):
    dependencies = [("codes", "0013_pulse")]
    operations = [
        migrations.AlterField(
            "statusentry",
            "list",
            models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="codes.statuslist",
            ),
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(BY_PLACE)],
            state_operations=[
                migrations.RemoveConstraint("statusentry", "status_place_once"),
                migrations.RemoveField("statusentry", "id"),
                migrations.AddField(
                    "statusentry",
                    "pk",
                    models.CompositePrimaryKey(
                        "list", "index", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
            ],
        ),
    ]
