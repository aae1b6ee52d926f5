"""A malformed pack is refused with file, line and what to do; nothing else ever comes out."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guanbiao.gate.vocabulary import Registered
from guanbiao.library.checking import faults
from guanbiao.library.files import MOST_FILES, write_files
from guanbiao.library.packs import parse, read
from guanbiao.library.problems import PackError
from tests.library.makers import files, write

CASE = files()["cases/price.yaml"]
GRANT = '[[grant]]\nrole = "r"\nacts = ["a.b"]\nscope = "own"\nclause = "4.1"\n'
CHECKLIST = 'name = "c"\nclause = "4.1"\n[[item]]\nlabel = "i"\nclause = "4.1"\n'
TABLE = "命中策略,唯一\n列,输入,输出,条款\n名称,书名,上限\n1,-,5,4.1\n"


def told(content: dict[str, str]) -> str:
    with pytest.raises(PackError) as refused:
        parse(content)
    return str(refused.value)


def spoilt(name: str, old: str, new: str) -> dict[str, str]:
    content = files()
    assert old in content[name]
    content[name] = content[name].replace(old, new)
    return content


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("standard.toml", 'title = "试验标准"', "title = ", "standard.toml 第 2 行：TOML 写法有误"),
        ("standard.toml", 'title = "试验标准"\n', "", "缺少 title：请填写文字"),
        ("standard.toml", '"internal"', '"village"', "level “village”不认识：请用 national"),
        ("standard.toml", "2020-01-01", '"soon"', "from_day 应为日期"),
        ("standard.toml", "sample = true", "sampel = true", "不认识的字段 sampel"),
        ("standard.toml", "[[source]]\n", "source = 3\n[x]\n", "source 应写作 [[source]]"),
        ("text.md", "{#4.1 must_not}", "{#4.1 shall}", "text.md 第 3 行：效力“shall”不认识"),
        ("text.md", "{#4.1 must_not}", "{4.1}", "text.md 第 3 行：锚点写法不对"),
        ("text.md", "定价不应超过上限。", "", "条款 4.1 没有正文"),
        ("text.md", "# 试验", "### 4.1 x {#4.1 may}\n\ny\n\n# 试验", "条款号 4.1 与第 1 行重复"),
        ("binds.toml", 'clause = "4.1"', 'clause = "9.9"', "binds.toml 第 1 行：条款 9.9"),
        ("binds.toml", '"rule"', '"law"', "kind “law”不认识"),
        ("binds.toml", 'kind = "rule"', 'kind = "none"', "应写明 reason"),
        ("binds.toml", 'require = "', 'requires = "', "不认识的字段 requires"),
        ("binds.toml", '"shelf.book.record"', '"书架"', "写法不对：应为“模块.对象.动作”"),
        ("binds.toml", "unit =", 'table = "caps"\nunit =', "决策表 caps 不存在"),
        ("binds.toml", "unit =", "alternatives = [3]\nunit =", "alternatives 每项应写作"),
        ("binds.toml", "[[bind]]", "[bind]", "应写作 [[bind]]"),
        ("values.toml", "value = 100", 'value = "100"', "与类型“number”不符"),
        ("values.toml", '"number"', '"amount"', "类型“amount”不认识"),
        ("values.toml", 'clause = "4.1"', 'clause = "4.7"', "条款 4.7 在 text.md 里没有"),
        ("cases/price.yaml", CASE, "name: x", "应是列表"),
        ("cases/price.yaml", "pass", "fine", "cases/price.yaml 第 1 行：用例“便宜”的结论 fine"),
        ("cases/price.yaml", "  act: shelf.book.record\n", "", "用例应恰有 name、act、on"),
        ("cases/price.yaml", "on: 2020-01-01", "on: 2020-02-31", "YAML 写法有误"),
        ("cases/price.yaml", "{定价: 1}", "{定价: [1}", "cases/price.yaml 第 4 行：YAML 写法有误"),
        ("cases/price.yaml", "{定价: 1}", "&a {定价: *a}", "不使用锚点"),
        ("cases/price.yaml", "{定价: 1}", "!!python/name:os.system {}", "YAML 写法有误"),
        ("cases/price.yaml", "{定价: 1}", "{定价: .nan}", "不是数"),
        ("cases/price.yaml", "{定价: 1}", "{{a: 1}: 1}", "YAML 写法有误"),
        ("cases/price.yaml", '"4.1": pass', '"4.7": pass', "条款 4.7 在 text.md 里没有"),
    ],
)
def test_a_fault_is_told_with_its_place_and_what_to_do(
    name: str, old: str, new: str, words: str
) -> None:
    assert words in told(spoilt(name, old, new))


def test_all_faults_are_told_at_once() -> None:
    content = spoilt("text.md", "{#4.1 must_not}", "{#4.1 shall}")
    content["cases/price.yaml"] = "3"
    content["tables/caps.csv"] = "nonsense"
    content["calendar.toml"] = "[[year]]\nyear = 2026\nholidays = [2025-01-01]\nsource = 'x'\n"
    content["grants/a.toml"] = GRANT.replace("own", "world")
    content["processes/a.toml"] = 'name = "p"\nact = "a.b.c"\nclause = "4.1"\n'
    content["checklists/a.toml"] = CHECKLIST + 'evidence = "smell"\n'
    words = told(content)
    for part in ("text.md", "price.yaml", "caps.csv", "calendar", "world", "没有环节", "smell"):
        assert part in words


def test_a_decision_table_tells_its_line() -> None:
    content = files()
    content["tables/caps.csv"] = TABLE.replace("4.1", "4.1,too,many")
    assert "tables/caps.csv 第 4 行" in told(content)


def test_feel_is_checked_with_file_line_and_position_before_it_is_published() -> None:
    content = spoilt("binds.toml", 'require = "定价 <=', 'require = "订价 <=')
    (fault,) = faults(parse(content), Registered())
    assert (fault.file, fault.line) == ("binds.toml", 5)
    assert "订价" in str(fault)
    assert "定价" in str(fault)


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("binds.toml", "shelf.book.record", "shelf.book.recrod", "是否要写：“shelf.book.record”"),
        ("binds.toml", "定价 <= T1上限", "定价 + 1", "应得出是或否"),
        ("binds.toml", "定价 <= T1上限", '定价 <= \\"x\\"', "binds.toml 第 5 行"),
        ("cases/price.yaml", "定价", "订价", "事实“订价”不存在"),
        ("cases/price.yaml", "shelf.book.record", "shelf.book.price", "它不判定 shelf.book.price"),
        ("cases/price.yaml", "shelf.book.record", "shelf.bok.price", "平台没有业务动作"),
        ("values.toml", "T1上限", "定价", "取值与业务事实同名"),
    ],
)
def test_what_does_not_fit_the_platform_is_told(name: str, old: str, new: str, words: str) -> None:
    pack = parse(spoilt(name, old, new))
    assert words in "\n".join(map(str, faults(pack, Registered())))


def test_a_link_is_refused(tmp_path: Path) -> None:
    write(tmp_path, files())
    (tmp_path / "cases" / "more.yaml").symlink_to("/etc/hostname")
    (tmp_path / "tables").symlink_to("/etc")
    with pytest.raises(PackError, match="不能含链接") as refused:
        read(tmp_path)
    assert len(refused.value.problems) == 2


def test_what_is_no_plain_text_is_refused(tmp_path: Path) -> None:
    write(tmp_path, files())
    (tmp_path / "script.py").write_text("import os")
    (tmp_path / "cases" / "latin.yaml").write_bytes("Größe".encode("latin-1"))
    (tmp_path / "cases" / "zero.yaml").write_bytes(b"a\nb\x00c")
    (tmp_path / "cases" / "a b;c.yaml").write_text("[]")
    os.mkfifo(tmp_path / "cases" / "pipe.yaml")
    with pytest.raises(PackError) as refused:
        read(tmp_path)
    words = str(refused.value)
    for part in ("不认识的文件类型", "不是 UTF-8", "第 2 行含控制字符", "文件名只用", "普通文件"):
        assert part in words


def test_huge_files_and_endless_folders_are_refused(tmp_path: Path) -> None:
    write(tmp_path, files())
    (tmp_path / "cases" / "huge.yaml").write_bytes(b"#" * (3 * 1024 * 1024))
    with pytest.raises(PackError, match="超过 2 MB"):
        read(tmp_path)
    for number in range(MOST_FILES):
        (tmp_path / f"{number}.md").touch()
    with pytest.raises(PackError, match="文件超过"):
        read(tmp_path)


def test_many_large_files_are_refused_together(tmp_path: Path) -> None:
    write(tmp_path, files())
    for number in range(12):
        (tmp_path / "cases" / f"{number}.yaml").write_bytes(b"#" * (2 * 1024 * 1024))
    with pytest.raises(PackError, match="超过 20 MB"):
        read(tmp_path)


@pytest.mark.parametrize("name", ["../out.md", "/tmp/out.md", "a/../../out.md", "a\\b.md", ""])
def test_nothing_is_written_outside_the_folder(name: str, tmp_path: Path) -> None:
    with pytest.raises(PackError, match="越出标准包"):
        write_files({"text.md": "x", name: "x"}, tmp_path / "in")
    assert not (tmp_path / "in").exists()


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="没有这个标准包文件夹"):
        read(tmp_path / "nowhere")
    with pytest.raises(PackError, match=r"缺少 standard\.toml"):
        read(tmp_path)


WORDS = st.sampled_from(
    ["", "\n", '"', "[", "]", "{", "}", "[[", "#", "=", ":", "- ", "1e999", "true", "null", ",",
     "{#", "(", "4.1", "[[bind]]\n", "&a ", "*a", "!!x ", "2026-13-01", "定价", "\t", "..", "\\"]
)  # fmt: skip


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data())
def test_no_spoilt_pack_brings_anything_but_a_pack_error(data: st.DataObject) -> None:
    content = files()
    content["processes/p.toml"] = (
        'name = "p"\nact = "a.b"\nclause = "4.1"\n[[stage]]\nname = "s"\nlabel = "l"\n'
        'who = {kind = "applicant"}\nclause = "4.1"\n'
    )
    content["grants/g.toml"] = GRANT
    content["checklists/c.toml"] = CHECKLIST
    content["calendar.toml"] = '[[year]]\nyear = 2026\nsource = "s"\nholidays = [2026-01-01]\n'
    content["tables/t.csv"] = TABLE
    name = data.draw(st.sampled_from(sorted(content)))
    text = content[name]
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 12)))
    content[name] = text[:start] + data.draw(WORDS) + text[end:]
    with suppress(PackError):
        faults(parse(content), Registered())
