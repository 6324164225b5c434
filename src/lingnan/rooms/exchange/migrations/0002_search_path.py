from django.db import migrations

# A function that runs as its owner finds no table of the caller's own making in place of the house's.
SQL = """
    ALTER FUNCTION exchange_read SET search_path = public, pg_temp;
    ALTER FUNCTION exchange_load SET search_path = public, pg_temp;
"""


class Migration(migrations.Migration):
    dependencies = [("exchange", "0001_doors")]
    operations = [migrations.RunSQL(SQL, migrations.RunSQL.noop)]
