# Two commands matter: `make run` and `make test`. Everything else serves them.
PYTHON ?= python3

# `make test-spark` adds Spark (1 GB, needs Java) and runs the tests that ask it; `make test` does not.
.PHONY: setup run test test-spark bench fuzz lock clean
setup run test bench fuzz lock clean:
	@$(PYTHON) dev.py $@ $(ARGS)

test-spark:
	@$(PYTHON) dev.py test_spark $(ARGS)

bench-%:
	@$(PYTHON) dev.py bench $*
