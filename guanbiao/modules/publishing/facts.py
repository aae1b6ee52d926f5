"""All that rules may see of releases, clashes and readings; read from what is stored."""

from __future__ import annotations

from guanbiao.gate.describe import Entity, Fact, FactSet
from guanbiao.modules.publishing.models import Clash, Reading, Release
from rulebook.feel import types as t

RELEASE = Entity("publishing.release", "标准发布件", Release, "unit__path", "name",
                 "registered_by", page="publishing.release", state="state")  # fmt: skip
CLASH = Entity("publishing.clash", "条款冲突", Clash, "release__unit__path", "kind",
               page="publishing.clash")  # fmt: skip
READING = Entity("publishing.reading", "标准签阅", Reading, "unit__path", "release", "person",
                 page="publishing.reading")  # fmt: skip

RELEASE_FACTS = FactSet(
    RELEASE,
    (
        Fact("standard", "发布标准编号", t.STRING),
        Fact("public_kind", "发布国家行业地方标准", t.BOOLEAN),
        Fact("clauses", "规范性条款数", t.NUMBER, "条"),
        Fact("loose", "未绑定条款数", t.NUMBER, "条"),
        Fact("cases", "用例数", t.NUMBER, "个"),
        Fact("failing", "未通过用例数", t.NUMBER, "个"),
        Fact("clashes", "未决冲突数", t.NUMBER, "处"),
        Fact("looser", "未决宽于上级处数", t.NUMBER, "处"),
        Fact("undecided", "未能判定处数", t.NUMBER, "处"),
        Fact("rehearsed", "已修订仿真", t.BOOLEAN),
        Fact("rollback", "属于回退", t.BOOLEAN),
        Fact("fast", "属于快速程序", t.BOOLEAN),
        Fact("notice_days", "公示天数", t.NUMBER, "天"),
        Fact("after_notice", "公示截止至发布天数", t.NUMBER, "天"),
        Fact("ahead", "施行提前天数", t.NUMBER, "天"),
    ),
    """
    SELECT r.id AS key, r.unit_id, r.registered_on AS day, r.standard,
           r.standard !~ '^[QT]/' AS public_kind, r.clauses, r.loose, r.cases, r.failing,
           (SELECT count(*) FROM publishing_clash c WHERE c.release_id = r.id
              AND c.carried_on IS NULL AND c.kind <> '未能判定') AS clashes,
           (SELECT count(*) FROM publishing_clash c WHERE c.release_id = r.id
              AND c.carried_on IS NULL AND c.kind = '宽于上级') AS looser,
           (SELECT count(*) FROM publishing_clash c WHERE c.release_id = r.id
              AND c.carried_on IS NULL AND c.kind = '未能判定') AS undecided,
           EXISTS (SELECT FROM audit_rehearsal a WHERE a.digest = r.digest AND a.state = 'done')
              AS rehearsed,
           r.rolls_back_id IS NOT NULL AS rollback, r.fast,
           r.notice_to - r.notice_from + 1 AS notice_days,
           r.published_on - r.notice_to AS after_notice,
           r.from_day - coalesce(r.published_on, r.registered_on) AS ahead
    FROM publishing_release r
    """,
)
CLASH_FACTS = FactSet(
    CLASH,
    (
        Fact("kind", "冲突类别", t.STRING),
        Fact("reason_length", "批准理由字数", t.NUMBER, "字"),
        Fact("has_basis", "有批准文号", t.BOOLEAN),
    ),
    """
    SELECT c.id AS key, r.unit_id, coalesce(c.carried_on, r.registered_on) AS day, c.kind,
           length(c.reason) AS reason_length, c.basis <> '' AS has_basis
    FROM publishing_clash c JOIN publishing_release r ON r.id = c.release_id
    """,
)
READING_FACTS = FactSet(
    READING,
    (
        Fact("score", "测验得分", t.NUMBER, "分"),
        Fact("tries", "测验次数", t.NUMBER, "次"),
        Fact("took", "签阅用时天数", t.NUMBER, "天"),
    ),
    """
    SELECT r.id AS key, r.unit_id, r.given_on AS day, r.score, r.tries,
           r.read_on - r.given_on AS took
    FROM publishing_reading r
    """,
)
