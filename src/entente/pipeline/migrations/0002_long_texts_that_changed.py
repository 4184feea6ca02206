"""What a long text of a deal held until it was changed is kept whole."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pipeline", "0001_initial"),
    ]

    operations = [
        migrations.AlterField(
            model_name="dealchange",
            name="old_key",
            field=models.TextField(blank=True, db_collation="C", default=""),
        ),
    ]
