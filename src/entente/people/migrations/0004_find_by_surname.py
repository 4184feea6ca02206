"""An index by which search finds a surname."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_digits_as_written")]

    operations = [
        migrations.AddIndex(
            model_name="contact",
            index=models.Index(
                models.Func(
                    models.F("name_key"),
                    models.Value(" "),
                    models.Value(-1),
                    function="split_part",
                    output_field=models.CharField(
                        blank=True, db_collation="C", default="", max_length=200
                    ),
                ),
                models.F("id"),
                name="contact_by_surname",
            ),
        ),
    ]
