"""The project as a Django app: once everything is loaded, the modules are made known."""

from __future__ import annotations

from django.apps import AppConfig, apps
from django.conf import settings
from django.db.models.signals import post_migrate


class ProjectConfig(AppConfig):
    """Registers the discovered modules with the gate."""

    name = "guanbiao.project"
    label = "project"

    def ready(self) -> None:
        """Modules may import models, so this waits until all apps are ready."""
        from guanbiao.exchange import marks, work
        from guanbiao.gate import jobs, registry
        from guanbiao.modules.desk import searching
        from guanbiao.project import discover

        jobs.offer(work.JOBS)
        registry.register(discover.load(settings.MODULE_PACKAGES))
        if wrong := marks.unknown():
            raise SystemExit(
                f"GUANBIAO_WATERMARK 里的“{'、'.join(wrong)}”不是业务或对象的名称："
                "请写 off、all 或 organisation.person 这样的名称，用逗号分隔。"
            )
        post_migrate.connect(searching.settle, sender=apps.get_app_config("kit"))
