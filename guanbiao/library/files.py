"""The files of a pack: read with limits, counted into one digest, written back as they were."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from guanbiao.library.problems import PackError, Problem

LARGEST_FILE = 2 * 1024 * 1024
LARGEST_PACK = 20 * 1024 * 1024
MOST_FILES = 500
DEEPEST = 3
KINDS = {".toml", ".md", ".csv", ".yaml", ".bpmn"}
NAME = re.compile(r"\w[\w.-]*(/\w[\w.-]*)*")
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")


def read_files(folder: Path) -> dict[str, str]:
    """Relative path → text of every file of the pack; raises `PackError`."""
    if not folder.is_dir():
        raise PackError([Problem(str(folder), 0, "没有这个标准包文件夹：请核对路径")])
    problems: list[Problem] = []
    texts: dict[str, str] = {}
    paths = [path for path in sorted(folder.rglob("*")) if not path.is_dir() or path.is_symlink()]
    if len(paths) > MOST_FILES:
        raise PackError([Problem(folder.name, 0, f"文件超过 {MOST_FILES} 个：请拆分标准包")])
    for path in paths:
        name = path.relative_to(folder).as_posix()
        fault = _fault(path, name)
        if not fault:
            texts[name], fault = _text(path)
        if fault:
            problems.append(Problem(name, 0, fault))
    if sum(len(text) for text in texts.values()) > LARGEST_PACK:
        problems.append(Problem(folder.name, 0, "标准包超过 20 MB：请拆分"))
    if problems:
        raise PackError(problems)
    return texts


def _text(path: Path) -> tuple[str, str]:
    """The text of a file and what is wrong with it."""
    try:
        text = path.read_bytes().decode("utf-8")
    except UnicodeDecodeError as failure:
        return "", f"不是 UTF-8 文本（第 {failure.start} 字节）：请另存为 UTF-8"
    if found := CONTROL.search(text):
        line = text.count("\n", 0, found.start()) + 1
        return "", f"第 {line} 行含控制字符：请删除"
    return text, ""


def _fault(path: Path, name: str) -> str:
    if not NAME.fullmatch(name) or name.count("/") >= DEEPEST:
        return "文件名只用文字、数字、“-”“_”和“.”，至多两层文件夹：请改名"
    if path.is_symlink():
        return "标准包不能含链接：请放入文件本身"
    if not path.is_file():
        return "标准包只能含普通文件：请删除"
    if path.suffix not in KINDS:
        return f"不认识的文件类型：只接受 {'、'.join(sorted(KINDS))}"
    if path.stat().st_size > LARGEST_FILE:
        return "文件超过 2 MB：请拆分"
    return ""


def digest(texts: Mapping[str, str]) -> str:
    """SHA-256 over names, lengths and contents in the order of names, hexadecimal."""
    total = hashlib.sha256()
    for name in sorted(texts):
        content = texts[name].encode()
        total.update(f"{name}\0{len(content)}\0".encode())
        total.update(content)
    return total.hexdigest()


def write_files(texts: Mapping[str, str], folder: Path) -> None:
    """Write the files below ``folder`` byte by byte as they were published."""
    for name in texts:
        parts = PurePosixPath(name)
        if parts.is_absolute() or ".." in parts.parts or not NAME.fullmatch(name):
            raise PackError([Problem(name, 0, "文件路径越出标准包：拒绝写出")])
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode())
