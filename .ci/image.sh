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
inside() { builder run --volume "$PWD/examples:/work:ro" "$container" -- "$@"; }
for tool in check gen lab lint sim watch; do
    inside "mxtrap-$tool" --version
done
inside mxtrap-gen --quiet oc9.yaml | grep "; mxtrap: dummy"
inside mxtrap-lint --quiet oc9.yaml
inside sh -euc '
    test "$(id -un)" = mxtrap
    ! test -w /usr/bin/mxtrap-gen
    ! command -v cc
    test -z "$(ls /tmp /var/lib/apt/lists)"
    ssh -V
    for page in /usr/share/doc/mxtrap/copyright /usr/share/doc/libmxtrap0.2/copyright; do
        grep -q GPL-3 "$page"
    done'
echo "the image works"
