"""From a DMN file to `model.Model`.

``marks`` what every element may carry · ``boxes`` boxed expressions · ``tables`` decision tables ·
``elements`` the requirements graph and types · ``pictures`` the diagrams.
"""

from __future__ import annotations

from rulebook.dmn import model as m
from rulebook.dmn import versions, xml
from rulebook.dmn.reading.elements import definitions
from rulebook.dmn.reading.references import settle
from rulebook.errors import DmnError, TableError

__all__ = ["read"]


def read(data: bytes) -> m.Model:
    """The model in a DMN file. Raises `DmnError` if it is none."""
    document = xml.parse(data)
    if document.root.tag != "definitions" or document.namespace not in versions.MODEL.values():
        raise DmnError("不是DMN 1.1至1.5的模型文件（根元素应为definitions）。")
    try:
        settle(document)
        return definitions(document)
    except (ValueError, TableError) as error:
        raise DmnError(f"模型内容有误：{error}") from None
    except RecursionError:
        raise DmnError("模型嵌套过深，不读取。") from None
