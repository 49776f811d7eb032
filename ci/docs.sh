#!/usr/bin/env bash
# The documentation, with warnings as errors.
set -euo pipefail
cd "$(dirname "$0")/.."
RUSTDOCFLAGS="-D warnings" cargo doc --workspace --no-deps --document-private-items
RUSTDOCFLAGS="-D warnings" cargo doc --package resilience --package resilience-macros --no-deps
RUSTDOCFLAGS="-D warnings" cargo doc --package resilience --no-deps --all-features
