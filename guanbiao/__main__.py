"""``python -m guanbiao``: the same as the ``guanbiao`` command."""

from guanbiao.project.cli import main

main()
