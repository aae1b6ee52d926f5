"""A pack as one zip file: the same files always give the same bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping

EPOCH = (1980, 1, 1, 0, 0, 0)
"""Every file of a zip bears this time."""


def zipped(files: Mapping[str, str]) -> bytes:
    """The files in the order of their names, each byte for byte as published."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, EPOCH), files[name].encode())
    return out.getvalue()
