"""Work of the vehicles business that nobody waits for."""

from __future__ import annotations

from guanbiao.gate.jobs import enqueue
from guanbiao.modules.vehicles import imports

IMPORT, REHEARSE = "vehicles.import", "vehicles.rehearse"


def import_later(upload_id: int) -> None:
    """Queue an import; the worker carries it out and resumes it after an interruption."""
    enqueue(IMPORT, upload_id=upload_id)


def rehearse_later(upload_id: int) -> None:
    """Queue the dry run of a long file."""
    enqueue(REHEARSE, upload_id=upload_id)


JOBS = {IMPORT: imports.carry_out, REHEARSE: imports.rehearse}
