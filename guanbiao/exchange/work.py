"""Work of the kit that nobody waits for: long exports, dry runs and imports of long files."""

from __future__ import annotations

from guanbiao.exchange import exports, imports

JOBS = {
    exports.JOB: exports.carry_out,
    imports.REHEARSE: imports.rehearse,
    imports.IMPORT: imports.carry_out,
}
