from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("funnel", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="StageOrder",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("stages", models.JSONField()),
                ("since", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("id", 1)), name="one_order_of_stages"
                    )
                ],
            },
        ),
    ]
