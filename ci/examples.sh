#!/usr/bin/env bash
# The examples run and end well. (paused_time is a package of tests: `ci/test.sh` runs it.)
set -euo pipefail
cd "$(dirname "$0")/.."
cargo run --example quickstart
cargo run --example permits
cargo run --example tenants
cargo run --example bulkhead
cargo run --example timeout
cargo run --example retry
cargo run --example pipeline
cargo run --example shutdown
cargo run --example heartbeat
cargo run --example stacked
cargo run --example configuration
cargo run --example watchdog
cargo run --example events
cargo run --example prometheus
for example in axum reqwest tonic; do
  cargo run --package resilience-examples-tower --example "$example"
done
