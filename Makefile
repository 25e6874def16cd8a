# The commands people reach for. `make` alone lists them.
SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help demo test up setup chart-tools plugins bench torture lint published pins helm-test images clean
# One thing after another: cargo uses all cores by itself.
.NOTPARALLEL:

export KEZHUAN_TOOLS ?= $(CURDIR)/.tools
setup := services/kezhuan/setup
timed := $(setup)/timed.sh
# With `--tests`, cargo's features are those of `cargo test`: programs and tests are built once. The demo's programs run
# without cargo in between, which a Ctrl-C would end first.
target = $(shell cargo metadata --no-deps --format-version 1 | sed -n 's/.*"target_directory":"\([^"]*\)".*/\1/p')
kezhuan = $(target)/debug/kezhuan
buf := $(KEZHUAN_TOOLS)/venv/bin/buf

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: plugins ## the main job, from nothing: a year of seven counties: contracts, loans, carriers and tenants, a rice season
	@$(timed) "build" cargo build --bin kezhuan --bin kezhuan-rule-compiler
	@$(kezhuan) demo

test: plugins chart-tools ## every test: unit, integration, architecture, end to end, chaos, the chart and the images
	@$(timed) "formatting" $(setup)/if-installed.sh rustfmt cargo fmt --all --check
	@$(timed) "build" cargo build --lib --bins --tests
	@$(timed) "tests" $(setup)/run-tests.sh

up: plugins ## the suite on this machine, on a private Postgres and nats-server; Ctrl-C stops it
	@$(timed) "build" cargo build --bin kezhuan --bin kezhuan-rule-compiler
	@$(kezhuan) up

setup: ## servers and tools into .tools, pinned and with hashes checked
	@$(setup)/install.sh

chart-tools: setup ## Helm, kubectl, schemas and builders of images into .tools/helm, likewise
	@$(setup)/install-helm.sh

plugins: setup ## the rule packages, from source
	@$(timed) "rule packages" plugins/build.sh

bench: plugins ## what the suite costs against its peers, in a release build; BENCH=name for one
	@$(timed) "build" cargo build --release --bins -p kezhuan -p kezhuan-agriculture -p kezhuan-contracts -p kezhuan-events -p kezhuan-financing -p kezhuan-incubation -p kezhuan-rules \
		-p kezhuan-scoreboard -p kezhuan-rule-host -p kezhuan-bench
	@$(timed) "build of the peers" cargo build --release -p kezhuan-bench-peers
	@$(timed) "benchmarks" $(target)/release/kezhuan-bench $(BENCH)

# On a cluster too, where KUBECONFIG names one.
helm-test: plugins chart-tools ## the chart and the images: rendered, validated, held to policies, built, started; PROGRAMS=target/release for those
	@$(if $(PROGRAMS),,$(timed) "build" cargo build)
	@$(timed) "chart and images" tests/helm/run.sh $(if $(PROGRAMS),--programs $(abspath $(PROGRAMS)))

images: ## an image of each service, by buildah or docker: helm/images/README.md
	@helm/images/build.sh

torture: plugins ## the chaos harness with ten times the kills
	@$(timed) "build" cargo build --lib --bins --tests
	@$(timed) "torture" env KEZHUAN_TORTURE=1 cargo test -p kezhuan-chaos -- --nocapture

lint: setup ## formatting, clippy and the protos, as strict as review is; no client may break
	@$(timed) "formatting" cargo fmt --all --check
	@$(timed) "clippy" cargo clippy --all-targets -- -D warnings
	@$(timed) "protos" $(buf) lint proto
	@$(timed) "clients" $(buf) breaking proto --against proto/published.binpb

published: setup ## proto/published.binpb anew: the protos as they are now are what clients may rely on
	@$(timed) "protos" $(buf) lint proto
	@$(timed) "clients" $(buf) breaking proto --against proto/published.binpb
	@$(buf) build proto --exclude-source-info -o proto/published.binpb

pins: setup ## the lists of pinned packages anew: each .txt beside its .in in services/kezhuan/setup
	@$(KEZHUAN_TOOLS)/venv/bin/python $(setup)/pin.py

# Only what the targets above made: KEZHUAN_TOOLS may be somebody's own folder.
clean: ## everything that was built or installed; the data of `make up` stays
	cargo clean
	if [ -d "$(KEZHUAN_TOOLS)" ]; then cd "$(KEZHUAN_TOOLS)" && rm -rf venv postgres helm cargo wasm-std plugins-target .stamp .lock pip.log apt.log; fi
	rmdir --ignore-fail-on-non-empty "$(KEZHUAN_TOOLS)" 2>/dev/null || true
