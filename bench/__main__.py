"""``python -m bench NAME``: prepare what the bench needs, run it, print its ratio."""

from __future__ import annotations

import importlib
import os
import sys
import tempfile
from pathlib import Path


def main(name: str) -> None:
    """Benches on the database get a durable cluster of their own, thrown away afterwards."""
    module = importlib.import_module(f"bench.{name}")
    if not getattr(module, "DATABASE", False):
        module.main()
        return
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "GUANBIAO_HOME": folder,
            "DJANGO_SETTINGS_MODULE": "tests.settings",
            "GUANBIAO_TEST_DATABASE": "guanbiao",
        }
        _on_database(module, Path(folder))


def _on_database(module: object, home: Path) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from guanbiao.project import roles
    from guanbiao.project.postgres import Server

    port = int(connection.settings_dict["PORT"])
    with Server(home, port=port) as server:
        roles.prepare(server)
        credentials = server.credentials()
        connection.settings_dict |= {"USER": roles.OWNER, "PASSWORD": credentials.owner}
        call_command("migrate", verbosity=0)
        connection.close()
        connection.close_pool()
        connection.settings_dict |= {"USER": roles.APP, "PASSWORD": credentials.app}
        module.main()  # type: ignore[attr-defined]
        connection.close()
        connection.close_pool()


if __name__ == "__main__":
    main(sys.argv[1])
