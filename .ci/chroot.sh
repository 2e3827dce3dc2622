#!/bin/sh
# Proves the README's two commands on a bare Debian 12: makes one with debootstrap, clones this
# repository into it, and runs them there. For maintainers; needs root and debootstrap.
# usage: .ci/chroot.sh [-u] [-b TARBALL] [COMMAND...]
#   -u          as a new user with sudo, not as root
#   -b TARBALL  keep the bare system in TARBALL, and begin from it when it is there
set -eu

as_user=
tarball=
while getopts ub: option; do
    case $option in
    u) as_user=yes ;;
    b) tarball=$OPTARG ;;
    *) exit 2 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -gt 0 ] || set -- "sh examples/quickstart.sh" "sh tests/run.sh"

source=$(cd "$(dirname "$0")/.." && pwd)
root=$(mktemp -d)
cleanup() {
    for mount in dev/pts dev proc sys; do
        umount -l "$root/$mount" 2>/dev/null || true
    done
    rm -rf --one-file-system "$root"
}
trap cleanup EXIT
trap 'exit 1' INT TERM

if [ -n "$tarball" ] && [ -e "$tarball" ]; then
    tar -xf "$tarball" -C "$root"
else
    debootstrap --variant=minbase bookworm "$root" "${MXTRAP_MIRROR:-http://deb.debian.org/debian}"
    [ -z "$tarball" ] || tar -cf "$tarball" -C "$root" .
fi
# The machine's own mirrors and proxies, if it has any.
cp -r /etc/apt/sources.list* /etc/apt/apt.conf.d "$root/etc/apt/"
cp /etc/resolv.conf /etc/hosts "$root/etc/"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount --make-rslave "$root/dev"
mount -t sysfs sysfs "$root/sys"

git clone -q "$source" "$root/mxtrap"
user=root
if [ -n "$as_user" ]; then
    user=newcomer
    chroot "$root" sh -c 'apt-get -qq update && apt-get -qq install -y sudo >/dev/null 2>&1
        useradd -m newcomer && echo "newcomer ALL=(ALL) NOPASSWD: ALL" >/etc/sudoers.d/newcomer'
    chroot "$root" chown -R newcomer /mxtrap
fi
for command in "$@"; do
    echo "== $user: $command"
    chroot "$root" env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin \
        HOME=/tmp ${http_proxy:+http_proxy="$http_proxy"} \
        setpriv --reuid="$user" --regid="$user" --init-groups sh -c "cd /mxtrap && $command" </dev/null
done
