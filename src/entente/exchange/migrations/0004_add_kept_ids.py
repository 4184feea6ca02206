from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0003_add_adds")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="kept_ids",
            field=models.JSONField(default=dict),
        ),
    ]
