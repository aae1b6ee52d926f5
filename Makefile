# Two commands matter: `make run` and `make test`. Everything else serves them.
PYTHON ?= python3

.PHONY: setup run test bench fuzz lock clean
setup run test bench fuzz lock clean:
	@$(PYTHON) dev.py $@ $(ARGS)

bench-%:
	@$(PYTHON) dev.py bench $*
