#!/bin/sh
# Installs missing packages on a Debian machine, builds mxtrap and installs it into PREFIX.
# usage: sh examples/ci/install.sh [PREFIX]    (default /usr/local)
set -eu
prefix=${1:-/usr/local}
cd "$(dirname "$0")/../.."
. .ci/packages.sh
# shellcheck disable=SC2086 # words are meant
install_packages $build_packages

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
{
    cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DMXTRAP_TESTS=OFF \
        -DCMAKE_INSTALL_PREFIX="$prefix"
    cmake --build "$build" -j "$(nproc)" --target install
} >"$build/log" 2>&1 || {
    cat "$build/log" >&2
    exit 4
}
echo "mxtrap is in $prefix/bin"
