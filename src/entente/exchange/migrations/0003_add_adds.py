from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("exchange", "0002_add_kept_count")]

    operations = [
        migrations.AddField(
            model_name="import",
            name="adds",
            field=models.JSONField(default=dict),
        ),
    ]
