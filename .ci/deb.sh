#!/bin/sh
# For maintainers: the Debian packages, built in one bare Debian and used in another, where nothing
# else is: installed by apt, run, read by man, linked with, and removed without a trace.
# Needs root and debootstrap.
#
# usage: sh .ci/deb.sh [-w] BASE
#   -w     try the work tree as it stands, not a clone of the last commit
#   BASE   tarball of the bare system, as .ci/chroot.sh --base makes it
set -eu
from=
[ "${1:-}" != -w ] || { from=-w && shift; }
base=${1:?a tarball for .ci/chroot.sh --base}
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

# shellcheck disable=SC2016 # expanded inside
sh "$here/chroot.sh" $from --base "$base" -d "$work/build" sh -euc '
    . .ci/packages.sh
    install_packages $build_packages dpkg-dev file
    mkdir -p build
    { cmake --preset package && cmake --build --preset package && (cd build/package && cpack); } \
        >build/log 2>&1 || { cat build/log; exit 1; }'
mkdir "$work/debs"
cp "$work"/build/root/mxtrap/build/package/*.deb "$work/debs"
rm -rf "$work/build"
ls -l "$work/debs"

# The packages come into the second system with its tarball.
cp "$base" "$work/base.tar"
tar -C "$work" -rf "$work/base.tar" ./debs
# shellcheck disable=SC2016
sh "$here/chroot.sh" $from --base "$work/base.tar" sh -euc '
    export DEBIAN_FRONTEND=noninteractive
    apt() { apt-get -qq -o Dpkg::Use-Pty=0 "$@" >/tmp/log 2>&1 </dev/null || { cat /tmp/log; exit 1; }; }
    ours() { find / -xdev \( -path /debs -o -path "$HOME/mxtrap" -o -path /var/cache/man \) -prune -o -name "*mxtrap*" \
        ! -path "/proc/*" ! -path "/var/lib/dpkg/info/*" -print; }
    step() { printf "== %s\n" "$*"; }
    apt update
    ours >/tmp/before

    step apt-get install mxtrap
    apt install -y --no-install-recommends /debs/mxtrap_*.deb /debs/libmxtrap0.2_*.deb
    for tool in gen lint check sim lab; do
        "mxtrap-$tool" --version
        "mxtrap-$tool" --help >/dev/null
    done
    mxtrap-gen --quiet examples/oc9.yaml | tee /tmp/expected | grep "; mxtrap: dummy"
    mxtrap-lint --quiet examples/oc9.yaml
    mxtrap-sim examples/oc9.yaml | tail -n 4
    mxtrap-lab --quiet examples/oc9.yaml

    step man
    apt install -y --no-install-recommends man-db
    for page in 1:mxtrap-gen 1:mxtrap-lint 1:mxtrap-check 1:mxtrap-sim 1:mxtrap-lab 1:mxtrap-watch 5:mxtrap-spec; do
        man "${page%%:*}" "${page#*:}" | col -b | sed -n 4p | grep "${page#*:}"
    done

    step apt-get install libmxtrap-dev
    apt install -y --no-install-recommends /debs/*.deb gcc libc6-dev make cmake pkg-config
    man 3 libmxtrap | col -b | grep -c mxtrap_
    cc -o /tmp/shared examples/library/gen.c $(pkg-config --cflags --libs mxtrap)
    /tmp/shared examples/oc9.yaml | cmp - /tmp/expected
    cmake -S tests/cli/consumer -B /tmp/consumer >/tmp/log
    cmake --build /tmp/consumer >>/tmp/log
    /tmp/consumer/consumer examples/oc9.yaml | cmp - /tmp/expected

    step static, with what libmxtrap-dev suggests
    apt install -y --no-install-recommends \
        $(dpkg-query -W -f "\${Suggests}" libmxtrap-dev | tr -d ,)
    cc -o /tmp/static examples/library/gen.c $(pkg-config --cflags mxtrap) \
        $(pkg-config --static --libs mxtrap | sed "s/-lmxtrap/-l:libmxtrap.a/")
    /tmp/static examples/oc9.yaml | cmp - /tmp/expected
    cmake -S tests/cli/consumer -B /tmp/consumer-static -DSTATIC=ON >/tmp/log
    cmake --build /tmp/consumer-static >>/tmp/log
    /tmp/consumer-static/consumer examples/oc9.yaml | cmp - /tmp/expected

    step apt-get purge
    apt purge -y mxtrap libmxtrap0.2 libmxtrap-dev
    rm -rf /tmp/consumer /tmp/consumer-static
    ours | diff /tmp/before -
    echo "nothing is left"'
