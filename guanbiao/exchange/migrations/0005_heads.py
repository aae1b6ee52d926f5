from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exchange", "0004_seals"),
    ]

    operations = [
        migrations.AddField(
            model_name="upload",
            name="head",
            field=models.JSONField(default=list),
        ),
    ]
