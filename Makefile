# Povezani: everything is done by these. `make up` and `make test` set up all they need.
.PHONY: up test check train evaluate report bench setup setup-dev setup-test
.DEFAULT_GOAL := up
SHELL := /bin/bash
IN := .venv/bin

up: setup          ; @exec $(IN)/povezani up </dev/null
test: setup-test   ; @exec $(IN)/python -m pytest </dev/null
check: setup-dev   ; @exec .ci/check
train: setup       ; @exec $(IN)/povezani train
evaluate: setup    ; @exec $(IN)/povezani evaluate $(FILE)
report: setup-report ; @exec $(IN)/povezani report
bench: setup       ; @exec $(IN)/povezani bench all

setup: ; @.ci/setup run </dev/null
setup-dev: ; @.ci/setup dev </dev/null
setup-test: ; @.ci/setup test </dev/null
setup-report: ; @.ci/setup report </dev/null
