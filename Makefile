# Each target is a task of start.py, which works the same where there is no make: python3 start.py TASK, Windows: py start.py TASK.
# ARGS are passed on: make test ARGS="-k streams"
PYTHON ?= python3

TASKS := lab test setup doctor book bench data notebooks claims lint test-slow lock clean help

.DEFAULT_GOAL := help
.PHONY: $(TASKS)
$(TASKS):
	@$(PYTHON) start.py $@ $(ARGS)
