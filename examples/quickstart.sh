#!/bin/sh
# The first command of the README: installs missing packages, builds, and shows the main job on the
# reference example. It makes a zone from the spec and lints it, simulates senders, and checks the layout
# in two rehearsals on this machine: the correct layout, and one where a dummy wrongly answers.
set -eu
started=$(date +%s)

cd "$(dirname "$0")/.."
. .ci/packages.sh
# shellcheck disable=SC2086 # words are meant
install_packages $build_packages bind9-utils

build=build/quickstart
mkdir -p "$build"
echo "building in $build"
{
    cmake -S . -B "$build" -DCMAKE_BUILD_TYPE=Release -DMXTRAP_TESTS=OFF
    cmake --build "$build" -j "$(nproc)"
} >"$build/log" 2>&1 || {
    cat "$build/log" >&2
    exit 4
}
PATH=$PWD/$build/cli:$PATH

# Shows a command as a user would type it, then runs it.
show() {
    printf '\n$ %s\n' "$*"
    "$@"
}

show cat examples/oc9.yaml
show mxtrap-gen --quiet examples/oc9.yaml
show mxtrap-gen --quiet --format=zone --output="$build/oc9.com.zone" examples/oc9.yaml
show mxtrap-lint --quiet examples/oc9.yaml "$build/oc9.com.zone"
show named-checkzone oc9.com "$build/oc9.com.zone"
show mxtrap-sim examples/oc9.yaml
show mxtrap-lab --quiet examples/oc9.yaml
show mxtrap-lab --quiet --answer=mail3.oc9.com examples/oc9.yaml && {
    echo "a dummy that answers was not found" >&2
    exit 1
}
printf '\nThe tools are in %s. This took %s seconds.\n' "$build/cli" "$(($(date +%s) - started))"
