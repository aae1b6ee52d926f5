"""How text is cut for search: every two letters that stand side by side, once each, in lower case."""

from typing import ClassVar

from django.db import migrations

BIGRAMS = """
CREATE FUNCTION search_bigrams(words text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
    SELECT coalesce(array_agg(DISTINCT substr(lower(words), n, 2)), '{}')
    FROM generate_series(1, length(words) - 1) n
$$
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("kit", "0002_sent")]
    operations: ClassVar = [
        migrations.RunSQL(BIGRAMS, "DROP FUNCTION search_bigrams(text) CASCADE"),
    ]
