#!/usr/bin/env bash
# What a newcomer does: an empty crate, a path dependency, the README's example as it stands. Built
# with warnings as errors in both editions, and run.
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
crate=$(mktemp -d)
trap 'rm -rf "$crate"' EXIT
mkdir "$crate/src"
# The first code block of the README, and the dependencies that it names.
awk '/^```/ { if (inside) exit; inside = /^```rust$/; next } inside' README.md > "$crate/src/main.rs"
dependencies=$(sed -n '/^\[dependencies\]$/,/^```$/p' README.md | sed '/^```/d' |
  sed "s|\"../resilience/resilience\"|\"$root/resilience\"|")
for edition in 2021 2024; do
  printf '[package]\nname = "newcomer"\nedition = "%s"\n\n%s\n\n[workspace]\n' \
    "$edition" "$dependencies" > "$crate/Cargo.toml"
  cp -f Cargo.lock "$crate/"
  RUSTFLAGS="-D warnings" CARGO_TARGET_DIR="$root/target/newcomer" \
    cargo run --quiet --manifest-path "$crate/Cargo.toml" > "$crate/output"
  grep -q 'is open, retry in' "$crate/output"
  echo "newcomer, edition $edition: the README's example builds without a warning and runs"
done
