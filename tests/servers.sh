#!/bin/sh
# Unpacks the servers that the tests need into a folder: nothing is installed, nothing started.
# usage: sh tests/servers.sh FOLDER; then FOLDER/env.sh sets PATH and LD_LIBRARY_PATH.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
servers="bind9 nsd unbound"
programs="usr/sbin/named usr/sbin/nsd usr/sbin/nsd-checkzone usr/sbin/unbound"

fail() {
    echo "$0: $*" >&2
    exit 4
}

command -v apt-get >/dev/null || fail "no apt-get here to fetch these packages with: $servers"
mkdir -p "$1"
cd "$1"

# Shared libraries that a program of the folder lacks on this machine, as it is today.
lacking() (
    . ./env.sh
    for program in $programs; do
        ldd "root/$program"
    done | awk '/not found/ { print $1 }' | sort -u
)

if [ "$(cat complete 2>/dev/null)" = "$servers" ] && [ -z "$(lacking)" ]; then
    exit 0
fi
rm -rf root packages complete
mkdir -p root packages lists/partial

# The packages that a server needs here and this machine does not have, as apt would install them;
# each server by itself, since mail servers conflict with one another.
wanted() {
    for server in $servers; do
        echo "$server"
        apt-get "$@" -s install --no-install-recommends "$server" | awk '/^Inst / { print $2 }'
    done | sort -u
}

# Downloads them with apt's options given. No sandbox user: _apt may not write in this folder.
download() {
    packages=$(wanted "$@") &&
        (cd packages && apt-get "$@" -qq -o APT::Sandbox::User=root download $packages)
}

# The machine's lists of packages may be missing or too old: then with lists of our own.
download >log 2>&1 || {
    set -- -o "Dir::State::Lists=$PWD/lists" -o "Dir::Cache=$PWD/lists"
    { apt-get -qq "$@" -o APT::Sandbox::User=root update && download "$@"; } >log 2>&1 || {
        cat log >&2
        fail "the servers cannot be downloaded"
    }
}
for file in packages/*.deb; do
    dpkg-deb -x "$file" root
done
rm -rf packages lists log

multiarch=$(gcc -print-multiarch)
root=$(printf '%s\n' "$PWD/root" | sed "s/'/'\\\\''/g")
cat >env.sh <<END
PATH='$root/usr/sbin:$root/usr/bin':\$PATH
LD_LIBRARY_PATH='$root/usr/lib/$multiarch:$root/lib/$multiarch:$root/usr/lib'
export PATH LD_LIBRARY_PATH
END
missing=$(lacking)
[ -z "$missing" ] || fail "still not found:" $missing
echo "$servers" >complete
