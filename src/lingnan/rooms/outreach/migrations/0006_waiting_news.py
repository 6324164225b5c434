from django.db import migrations

# News of colours that an earlier version published and nobody has heard: it named receipts, for two handlers, of which
# one answers both now.
CARRY_ON = """
    UPDATE procrastinate_jobs job SET args = jsonb_set(
        job.args #- '{payload,receipts}', '{payload,changes}',
        (
            SELECT coalesce(jsonb_agg(change.id ORDER BY change.id), '[]')
            FROM jsonb_array_elements_text(job.args #> '{payload,receipts}') AS receipt
            JOIN health_colourchange change ON change.uuid = receipt::uuid
        )
    ) || '{"handler": "lingnan.rooms.outreach.handlers.answer_colours"}'
    WHERE job.args ->> 'name' = 'health.colours.changed' AND job.args -> 'payload' ? 'receipts'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0005_reached_by_the_other"),
        ("health", "0015_lean_changes"),
        ("procrastinate", "0001_initial"),
    ]
    operations = [migrations.RunSQL(CARRY_ON, migrations.RunSQL.noop)]
