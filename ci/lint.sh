#!/usr/bin/env bash
# Clippy with warnings as errors: everything, then the runtime crate with its features one by one.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo clippy --workspace --all-targets -- -D warnings
for features in "" tokio config watch metrics serde process tower tracing test-util; do
  cargo clippy --package resilience --no-default-features --features "$features" -- -D warnings
done
