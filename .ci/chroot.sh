#!/bin/sh
# For maintainers: the README's two commands, or another, in a bare Debian made for it.
# Needs root and debootstrap. Everything is mounted in a mount namespace of its own, so that nothing
# stays mounted however the run ends.
#
# usage: sh .ci/chroot.sh [-u] [-w] [--base TARBALL] [-d FOLDER] [RELEASE] [COMMAND...]
#   RELEASE         bookworm (Debian 12), trixie (Debian 13) or testing; default: the one of the
#                   TARBALL, bookworm without one
#   -u              run as a new user who has sudo, not as root
#   -w              try the work tree as it stands, not a clone of the last commit
#   --base TARBALL  unpack the bare system from TARBALL; it is made and packed first if not there
#   -d FOLDER       put the system in FOLDER, new or empty, and keep it (default: a temporary one)
#   COMMAND         default: sh examples/quickstart.sh, then sh tests/run.sh
set -eu

release=

fail() {
    echo "$0: $*" >&2
    exit 2
}

# Second stage, in the new mount namespace: $1 is the system's folder, $2 the user, then the
# command. The folder becomes the root by pivot_root, because the kernel refuses user namespaces,
# which the tests make, to whatever runs in a chroot.
if [ "${1:-}" = --inside ]; then
    root=$2
    user=$3
    shift 3
    mount --make-rprivate /
    mount --bind "$root" "$root"
    cd "$root"
    mount -t proc proc proc
    mount -t tmpfs -o mode=755 tmpfs dev
    for device in null zero full random urandom tty; do
        : >"dev/$device"
        mount --bind "/dev/$device" "dev/$device"
    done
    ln -s /proc/self/fd dev/fd
    ln -s /proc/self/fd/0 dev/stdin
    ln -s /proc/self/fd/1 dev/stdout
    ln -s /proc/self/fd/2 dev/stderr
    mkdir -m 1777 dev/shm
    mkdir dev/pts
    mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
    ln -s pts/ptmx dev/ptmx
    mkdir -p old-root
    pivot_root . old-root
    cd /
    umount -l old-root
    rmdir old-root
    home=/root
    [ "$user" = root ] || home=/home/$user
    cd "$home/mxtrap"
    exec setpriv --reuid "$user" --regid "$user" --init-groups env -i HOME="$home" USER="$user" \
        LOGNAME="$user" TERM="${TERM:-dumb}" CI=true \
        PATH=/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin "$@" </dev/null
fi

user=root
from=clone
base=
root=
while [ $# -gt 0 ]; do
    case $1 in
    -u) user=tester ;;
    -w) from=worktree ;;
    --base) base=${2:?--base needs a file} && shift ;;
    -d) root=${2:?-d needs a folder} && shift ;;
    --) shift && break ;;
    -*) fail "unknown option $1" ;;
    *) break ;;
    esac
    shift
done
case ${1:-} in
bookworm | trixie | testing)
    release=$1
    shift
    ;;
esac
[ "$(id -u)" -eq 0 ] || fail "this needs root"
script=$(cd "$(dirname "$0")" && pwd)/$(basename "$0")
source=$(cd "$(dirname "$0")/.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM

# The sources of this machine's apt that are Debian's own, a line each, for the release.
apt_sources() {
    own=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
    apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Identifier: Packages' |
        awk -v own="$own" -v release="$release" '
            $2 ~ "^" own "(-updates|-security)?$" { sub(own, release, $2); print "deb", $1, $2, $3 }' | sort -u
}

make_base() {
    command -v debootstrap >/dev/null || fail "debootstrap is not installed"
    mirror=$(apt_sources | awk -v release="$release" '$3 == release { print $2; exit }')
    debootstrap --variant=minbase "$release" "$1" "${mirror:-http://deb.debian.org/debian}" \
        >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 4; }
}

if [ -z "$release" ]; then
    release=bookworm
    if [ -n "$base" ] && [ -e "$base" ]; then
        release=$(tar -xOf "$base" ./usr/lib/os-release | sed -n 's/^VERSION_CODENAME=//p')
    fi
fi
if [ -z "$root" ]; then
    root=$work/root
fi
mkdir -p "$root"
[ -z "$(ls -A "$root")" ] || fail "$root is not empty"
root=$(cd "$root" && pwd)
chmod 755 "$work" "$root"
if [ -z "$base" ]; then
    make_base "$root"
else
    if [ ! -e "$base" ]; then
        make_base "$work/base"
        tar -C "$work/base" -cf "$work/base.tar" .
        mv "$work/base.tar" "$base"
        rm -rf "$work/base"
    fi
    tar -C "$root" --numeric-owner -xf "$base"
fi

cp /etc/resolv.conf "$root/etc/resolv.conf"
sources=$(apt_sources)
[ -z "$sources" ] || printf '%s\n' "$sources" >"$root/etc/apt/sources.list"
apt-config dump | grep -E '^Acquire::https?::Proxy ' >"$root/etc/apt/apt.conf.d/90proxy" || true

home=$root/root
if [ "$user" != root ]; then
    home=$root/home/$user
    # sudo is what such a user has already; the lists that its installation fetched are not.
    chroot "$root" sh -eu -c '
        export DEBIAN_FRONTEND=noninteractive
        apt-get -qq update
        apt-get -qq install -y --no-install-recommends -o Dpkg::Use-Pty=0 sudo
        rm -rf /var/lib/apt/lists/*
        useradd --create-home --user-group --shell /bin/sh "$1"
        echo "$1 ALL=(ALL) NOPASSWD: ALL" >"/etc/sudoers.d/$1"
        echo "127.0.0.1 localhost $(hostname)" >/etc/hosts
        ' sh "$user" </dev/null >"$work/log" 2>&1 || { cat "$work/log" >&2; exit 4; }
fi
if [ "$from" = clone ]; then
    git clone --quiet --no-hardlinks "$source" "$home/mxtrap"
else
    mkdir "$home/mxtrap"
    git -C "$source" ls-files -z --cached --others --exclude-standard |
        tar -C "$source" --null --ignore-failed-read -T - -cf - | tar -C "$home/mxtrap" -xf -
fi
chroot "$root" chown -R "$user:$user" "${home#"$root"}/mxtrap"

[ $# -gt 0 ] || set -- sh -c 'sh examples/quickstart.sh && sh tests/run.sh'
echo "running as $user, from a $from: $*"
status=0
unshare --mount --pid --fork --kill-child sh "$script" --inside "$root" "$user" "$@" || status=$?
echo "exit status $status"
exit "$status"
