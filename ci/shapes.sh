#!/usr/bin/env bash
# Writes docs/shapes.md: what the attributes do with functions of every shape, and what
# `tracing::instrument` does, which no test tries. Not part of `.ci/run`.
set -euo pipefail
cd "$(dirname "$0")/.."
UPDATE_SHAPES=1 cargo test --quiet --test shapes the_page_of_shapes
sed -n '/^| of /,/^$/p' docs/shapes.md
