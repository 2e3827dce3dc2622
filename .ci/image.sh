#!/bin/sh
# For maintainers: builds cmake/packaging/Containerfile and uses the image as action.yml does.
# Needs root and buildah, and no registry: the bare Debian 13 of a tarball stands in for debian:13-slim.
#
# usage: sh .ci/image.sh BASE
#   BASE   tarball of the bare system, as .ci/chroot.sh --base makes it
set -eu
base=${1:?a tarball for .ci/chroot.sh --base}
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
STORAGE_DRIVER=vfs
BUILDAH_ISOLATION=chroot
export STORAGE_DRIVER BUILDAH_ISOLATION
builder() { buildah --root "$work/images" --runroot "$work/run" "$@"; }
step() { printf '== %s\n' "$*"; }

container=$(builder from scratch)
builder add -q "$container" "$base" / >/dev/null
builder commit -q --rm "$container" docker.io/library/debian:13-slim >/dev/null
git archive --format=tar --prefix=source/ HEAD | tar -C "$work" -xf -

step build
builder build --pull-never -t mxtrap -f "$work/source/cmake/packaging/Containerfile" "$work/source" \
    >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
grep STEP "$work/log"

step use
container=$(builder from --pull-never localhost/mxtrap)
# shellcheck disable=SC2016 # expanded inside
builder run --volume "$PWD/examples:/work:ro" "$container" -- sh -euc '
    for tool in check gen lab lint sim watch; do
        "mxtrap-$tool" --version
    done
    mxtrap-gen --quiet oc9.yaml | grep "; mxtrap: dummy"
    mxtrap-lint --quiet oc9.yaml
    test "$(id -un)" = mxtrap
    test ! -w /usr/bin/mxtrap-gen
    test -z "$(command -v cc)"
    test -z "$(find /tmp /var/lib/apt/lists -mindepth 1)"
    ssh -V
    for package in mxtrap libmxtrap0.2; do
        grep -q GPL-3 "/usr/share/doc/$package/copyright"
    done'
echo "the image works"
