"""The bureau of evaluation, on the same still day."""

from guanbiao.modules.evaluation.tests.conftest import _own_folder, clock, office

__all__ = ["_own_folder", "clock", "office"]
