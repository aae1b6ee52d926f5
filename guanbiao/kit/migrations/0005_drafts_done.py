from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kit", "0004_drafts")]

    operations = [
        migrations.AddField(
            model_name="draft", name="done", field=models.CharField(blank=True, max_length=36),
        ),
        migrations.AlterField(
            model_name="draft", name="values",
            field=models.JSONField(default=dict, verbose_name="内容"),
        ),
    ]  # fmt: skip
