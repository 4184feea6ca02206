"""Search finds phone numbers by their digits as written; what long texts held is kept whole."""

import django.contrib.postgres.indexes
import django.db.models.functions.text
from django.db import migrations, models

COLUMNS = {
    "company": ("name_key", "domain", "phone_key", "keys_text"),
    "contact": ("name_key", "email_key", "company_key", "job_title_key", "phone_key", "keys_text"),
}


def _words(columns):
    digits = models.Func(
        models.F("phone"),
        models.Value("\\D"),
        models.Value(""),
        models.Value("g"),
        function="regexp_replace",
    )
    parts = []
    for part in (*map(models.F, columns), digits):
        parts += [part, models.Value("\n")]
    return models.GeneratedField(
        db_persist=True,
        expression=django.db.models.functions.text.Concat(
            *parts[:-1], output_field=models.TextField()
        ),
        output_field=models.TextField(db_collation="C"),
    )


def _again(record):
    """A generated column cannot be changed, only made anew with its index."""
    name = f"{record}_words"
    index = django.contrib.postgres.indexes.GinIndex(
        django.contrib.postgres.indexes.OpClass("words", "gin_trgm_ops"),
        condition=models.Q(("deleted_at", None)),
        name=name,
    )
    return [
        migrations.RemoveIndex(model_name=record, name=name),
        migrations.RemoveField(model_name=record, name="words"),
        migrations.AddField(model_name=record, name="words", field=_words(COLUMNS[record])),
        migrations.AddIndex(model_name=record, index=index),
    ]


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_noes_told_again"),
    ]

    operations = [
        *_again("company"),
        *_again("contact"),
        migrations.AlterField(
            model_name="fieldchange",
            name="old_key",
            field=models.TextField(blank=True, db_collation="C", default=""),
        ),
    ]
