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
    Page(AT, project.page, "standards.draft"),
    Page(f"{AT}publish/", handing.page, "standards.publish"),
    Page("consult/<int:key>/", consulting.page, "standards.consult"),
    Page(f"{AT}text/", writing.page, "standards.text"),
    Page(f"{AT}bind/", binding.page, "standards.bind"),
    Page(f"{AT}table/", grids.page, "standards.grid"),
    Page(f"{AT}table/proof/", grids.proof, "standards.grid_proof"),
    Page(f"{AT}process/", flows.page, "standards.flow"),
    Page(f"{AT}measure/", measures.page, "standards.measure"),
    Page(f"{AT}measure/preview/", measures.preview, "standards.measure_preview"),
    Page(f"{AT}cases/", cases.page, "standards.cases"),
    Page(f"{AT}cases/run/", cases.run, "standards.cases_run"),
    Page(f"{AT}feel/", helping.feel, "standards.feel"),
    Page(f"{AT}facts/", helping.facts, "standards.facts"),
    Page(f"{AT}file/", files.edit, "standards.file"),
    Page(f"{AT}import/", files.take, "standards.take"),
    Page(f"{AT}outline/", files.outline, "standards.outline"),
    Page(f"{AT}figure/", files.figure, "standards.figure"),
    Page(f"{AT}print/", files.print_view, "standards.draft_print"),
    Page(f"{AT}docx/", files.docx, "standards.draft_docx"),
    Page(f"{AT}zip/", files.bundle, "standards.draft_zip"),
)
