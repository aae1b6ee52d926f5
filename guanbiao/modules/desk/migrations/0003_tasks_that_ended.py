from django.db import migrations, models

SETTLE = """
    UPDATE desk_message SET read_at = now() FROM gate_task t
    WHERE read_at IS NULL AND t.state IN ('done', 'closed')
      AND (event IN ('task:' || t.case_id || ':' || t.id, 'near:' || t.case_id || ':' || t.number,
                     'late:' || t.case_id || ':' || t.number)
           OR event LIKE 'urge:' || t.case_id || ':%:' || t.number)
"""
"""Messages of before about tasks that have ended meanwhile."""


class Migration(migrations.Migration):
    dependencies = [("desk", "0002_copy_read"), ("gate", "0008_case_rating")]

    operations = [
        migrations.RunSQL(SETTLE, migrations.RunSQL.noop),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("read_at", None)), fields=["event"], name="desk_message_unread"
            ),
        ),
    ]
