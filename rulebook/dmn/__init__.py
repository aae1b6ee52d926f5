"""DMN models (1.1 to 1.5): read from XML, compiled, decided, written.

    model = load(Path("loan.dmn"))
    outcome = model.decide("Approval Status", {"Age": Decimal(40)})
    outcome.value, outcome.messages
    write(read(data), Version.V1_3)

As the standard has it, what goes wrong inside a decision makes its value null; ``messages`` say
why. Only a model that cannot be read at all raises `DmnError`.
"""

from rulebook.dmn.drawing import draw, with_diagram
from rulebook.dmn.engine import Engine, Outcome, load, load_text
from rulebook.dmn.interchange import boxed_table, from_dmn, to_dmn
from rulebook.dmn.model import Model
from rulebook.dmn.reading import read
from rulebook.dmn.versions import Version
from rulebook.dmn.writing import write
from rulebook.errors import DmnError

__all__ = [
    "DmnError",
    "Engine",
    "Model",
    "Outcome",
    "Version",
    "boxed_table",
    "draw",
    "from_dmn",
    "load",
    "load_text",
    "read",
    "to_dmn",
    "with_diagram",
    "write",
]
