"""The Django app of the audit."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    """Bulk audit: runs and their findings."""

    name = "guanbiao.audit"
    label = "audit"
    verbose_name = "贯标审计"
    default_auto_field = "django.db.models.BigAutoField"
