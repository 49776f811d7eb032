#!/usr/bin/env bash
# Every interleaving of the atomic protocols: the models in the modules named `models`.
set -euo pipefail
cd "$(dirname "$0")/.."
export RUSTFLAGS="${RUSTFLAGS:-} --cfg resilience_loom"
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-target}/loom"
cargo test --package resilience --no-default-features --lib --release models:: "$@"
cargo test --package resilience --no-default-features --features process --lib --release process::watchdog::models:: "$@"
