#!/usr/bin/env bash
# What the attributes cost in the user's build: a package of 200 functions, one half of them async, with
# each attribute, and with `#[tracing::instrument]`. Measured is the debug build of that package alone,
# from nothing, its dependencies being there; of several rounds the fastest. The ratio to `instrument`
# has to be at most 1. Needs a quiet machine, so that it is no part of `.ci/run`.
#
# usage: benches/build_cost.sh [rounds]
set -euo pipefail
cd "$(dirname "$0")/.."
root=$PWD
rounds=${1:-7}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
export CARGO_TARGET_DIR="${CARGO_TARGET_DIR:-$root/target}/build_cost"

declare -A attributes=(
  [bare]=""
  [circuit_breaker]="#[resilience::circuit_breaker]"
  [rate_limiter]="#[resilience::rate_limiter]"
  [rate_limiter_no_wait]="#[resilience::rate_limiter(blocking = false)]"
  [instrument]="#[tracing::instrument]"
  [instrument_err]="#[tracing::instrument(err)]"
)
names=(bare instrument instrument_err circuit_breaker rate_limiter rate_limiter_no_wait)

printf '[workspace]\nresolver = "3"\nmembers = ["*"]\n' > "$folder/Cargo.toml"
cp Cargo.lock "$folder/"
for name in "${names[@]}"; do
  mkdir -p "$folder/$name/src"
  cat > "$folder/$name/Cargo.toml" << EOF
[package]
name = "$name"
edition = "2024"
[dependencies]
resilience = { path = "$root/resilience" }
tracing = { version = "0.1", default-features = false, features = ["attributes"] }
EOF
  {
    echo 'pub type Reply<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;'
    for ((n = 1; n <= 100; n++)); do
      cat << EOF

${attributes[$name]}
pub fn fetch_$n(id: u32, text: &str) -> Reply<u32> {
    if id == $n {
        return Ok(id);
    }
    let number: u32 = text.parse()?;
    Ok(number + id)
}

${attributes[$name]}
pub async fn fetch_later_$n(id: u32, text: &str) -> Reply<u32> {
    if id == $n {
        return Ok(id);
    }
    let number: u32 = std::future::ready(text).await.parse()?;
    Ok(number + id)
}
EOF
    done
    # An async function that nobody polls is not built.
    echo 'pub fn all(run: fn(std::pin::Pin<&mut dyn Future<Output = Reply<u32>>>)) {'
    for ((n = 1; n <= 100; n++)); do
      echo "    drop(fetch_$n(1, \"2\"));"
      echo "    run(std::pin::pin!(fetch_later_$n(1, \"2\")));"
    done
    echo '}'
  } > "$folder/$name/src/lib.rs"
done

build() { cargo build --offline --quiet --manifest-path "$folder/Cargo.toml" --package "$1"; }
declare -A best
for name in "${names[@]}"; do build "$name"; done
for ((round = 1; round <= rounds; round++)); do
  for name in "${names[@]}"; do
    cargo clean --offline --quiet --manifest-path "$folder/Cargo.toml" --package "$name"
    start=$(date +%s%N)
    build "$name"
    took=$((($(date +%s%N) - start) / 1000000))
    if ((took < ${best[$name]:-1000000})); then best[$name]=$took; fi
  done
done

for name in "${names[@]}"; do
  printf '%-22s %5d ms  %5.2f x instrument\n' "$name" "${best[$name]}" \
    "$(awk "BEGIN { print ${best[$name]} / ${best[instrument]} }")"
done
for name in circuit_breaker rate_limiter rate_limiter_no_wait; do
  if ((best[$name] > best[instrument])); then
    echo "$name costs more than instrument"
    exit 1
  fi
done
