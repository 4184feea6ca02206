import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations

# The days that were agreed keep their moments: nothing that was judged is judged anew.
FILL = """
update agreements_inforce set span = case
    when isempty(days) then 'empty'
    else tstzrange(
        lower(days)::timestamp at time zone workspace.timezone,
        upper(days)::timestamp at time zone workspace.timezone)
    end
from workspace_workspace workspace;
"""
WITHOUT_TRIGGER = "drop trigger stands_but_for_its_end on agreements_inforce;"
TRIGGER = """
create trigger stands_but_for_its_end before update on agreements_inforce
    for each row when (
        (new.version_id, new.document_id, new.since_day, new.at)
            is distinct from (old.version_id, old.document_id, old.since_day, old.at)
        or not new.span <@ old.span
        or (not isempty(new.span) and lower(new.span) is distinct from lower(old.span)))
    execute function agreements_stands();
"""


class Migration(migrations.Migration):
    dependencies = [("agreements", "0001_initial"), ("workspace", "0001_initial")]

    operations = [
        migrations.RunSQL(WITHOUT_TRIGGER, migrations.RunSQL.noop),
        migrations.RemoveConstraint(model_name="inforce", name="one_in_force_at_a_time"),
        migrations.AddField(
            model_name="inforce",
            name="span",
            field=django.contrib.postgres.fields.ranges.DateTimeRangeField(null=True),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="inforce",
            name="span",
            field=django.contrib.postgres.fields.ranges.DateTimeRangeField(),
        ),
        migrations.RemoveField(model_name="inforce", name="days"),
        migrations.AddConstraint(
            model_name="inforce",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[("document", "="), ("span", "&&")], name="one_in_force_at_a_time"
            ),
        ),
        migrations.RunSQL(TRIGGER, WITHOUT_TRIGGER),
    ]
