"""The project as a Django app: once everything is loaded, the modules are made known."""

from __future__ import annotations

from django.apps import AppConfig
from django.conf import settings


class ProjectConfig(AppConfig):
    """Registers the discovered modules with the gate."""

    name = "guanbiao.project"
    label = "project"

    def ready(self) -> None:
        """Modules may import models, so this waits until all apps are ready."""
        from guanbiao.exchange import work
        from guanbiao.gate import jobs, registry
        from guanbiao.project import discover

        jobs.offer(work.JOBS)
        registry.register(discover.load(settings.MODULE_PACKAGES))
