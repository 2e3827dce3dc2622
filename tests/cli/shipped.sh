#!/bin/sh
# Builds what is shipped, for the tests of installation and packages.
# usage: sh tests/cli/shipped.sh BUILD
set -eu
source=${MXTRAP_SOURCE:?}
cmake -S "$source" -B "$1" -DCMAKE_BUILD_TYPE=Release -DMXTRAP_TESTS=OFF \
    -DCMAKE_INSTALL_PREFIX=/usr >/dev/null
cmake --build "$1" -j "$(nproc)" >"$1/build.log" 2>&1 || {
    cat "$1/build.log"
    exit 1
}
