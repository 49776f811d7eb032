#!/usr/bin/env bash
# All tests: the command that the README gives.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo test --workspace
