#!/usr/bin/env bash
# Tests of the workspace share the feature `test-util`, which replaces the system clock. Here the
# runtime crate is tested as it runs in production, and without its default features; and its
# arithmetic as it is in a release, where nothing checks for overflow.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo test --package resilience-workspace --test breaker --test attribute --test clock \
  --test bulkhead --test timeout --test retry --test pipeline --test tower --test shutdown --test heartbeat
cargo test --package resilience --no-default-features --lib
cargo test --release --package resilience-workspace --test limiter --test limiter_oracle \
  --test bulkhead_oracle
