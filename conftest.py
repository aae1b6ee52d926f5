"""Every test, in ``tests`` or in a module's own folder, has the same fixtures."""

pytest_plugins = ["tests.fixtures", "tests.rulebook.engines"]
