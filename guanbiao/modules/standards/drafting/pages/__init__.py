"""The pages of drafting: project, text with what executes it, tables, processes, cases, files."""

from guanbiao.gate.describe import Page
from guanbiao.modules.standards.drafting.pages import (
    binding,
    cases,
    consulting,
    files,
    flows,
    grids,
    handing,
    helping,
    measures,
    project,
    writing,
)

AT = "draft/<int:key>/"
PAGES = (
    Page(AT, project.page, "standards.draft", posts=True),
    Page(f"{AT}publish/", handing.page, "standards.publish", posts=True),
    Page("consult/<int:key>/", consulting.page, "standards.consult"),
    Page(f"{AT}text/", writing.page, "standards.text", posts=True),
    Page(f"{AT}bind/", binding.page, "standards.bind", posts=True),
    Page(f"{AT}table/", grids.page, "standards.grid", posts=True),
    Page(f"{AT}table/proof/", grids.proof, "standards.grid_proof", posts=True),
    Page(f"{AT}process/", flows.page, "standards.flow", posts=True),
    Page(f"{AT}measure/", measures.page, "standards.measure", posts=True),
    Page(f"{AT}measure/preview/", measures.preview, "standards.measure_preview", posts=True),
    Page(f"{AT}cases/", cases.page, "standards.cases", posts=True),
    Page(f"{AT}cases/run/", cases.run, "standards.cases_run", posts=True),
    Page(f"{AT}feel/", helping.feel, "standards.feel", posts=True),
    Page(f"{AT}facts/", helping.facts, "standards.facts"),
    Page(f"{AT}file/", files.edit, "standards.file", posts=True),
    Page(f"{AT}import/", files.take, "standards.take", posts=True),
    Page(f"{AT}outline/", files.outline, "standards.outline"),
    Page(f"{AT}figure/", files.figure, "standards.figure"),
    Page(f"{AT}print/", files.print_view, "standards.draft_print"),
    Page(f"{AT}docx/", files.docx, "standards.draft_docx"),
    Page(f"{AT}zip/", files.bundle, "standards.draft_zip"),
)
