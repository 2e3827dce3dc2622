#!/bin/sh
# Unpacks the servers that the tests need into a folder: nothing is installed, nothing started.
# usage: sh tests/servers.sh FOLDER; then FOLDER/env.sh sets PATH and LD_LIBRARY_PATH.
set -eu

[ $# -eq 1 ] || { echo "usage: $0 FOLDER" >&2; exit 2; }
servers="bind9 nsd"
programs="usr/sbin/named usr/sbin/nsd usr/sbin/nsd-checkzone"

mkdir -p "$1"
cd "$1"
[ -e complete ] && exit 0
rm -rf root packages
mkdir root packages

# Downloads packages by name and unpacks them.
unpack() {
    (cd packages && apt-get -qq download "$@" 2>log || { cat log >&2; exit 4; })
    for file in packages/*.deb; do
        dpkg-deb -x "$file" root
        rm "$file"
    done
}

libraries=$PWD/root/usr/lib/$(gcc -print-multiarch):$PWD/root/usr/lib

# Names of shared libraries that a program of the folder still lacks.
lacking() {
    for program in $programs; do
        LD_LIBRARY_PATH=$libraries ldd "root/$program"
    done | awk '/not found/ { print $1 }' | sort -u
}

# Packages that the servers depend on, and what those depend on: candidates for what lacks.
depends() {
    apt-cache depends --recurse --no-recommends --no-suggests --no-conflicts --no-breaks \
        --no-replaces --no-enhances "$@" | grep -E '^lib' | sort -u
}

# shellcheck disable=SC2086 # words are meant
unpack $servers
missing=$(lacking)
if [ -n "$missing" ]; then
    # libevent-2.1.so.7 is in libevent-2.1-7, libfstrm.so.0 in libfstrm0, and so on.
    for library in $missing; do
        stem=$(echo "$library" | sed 's/\.so.*//')
        package=$(depends $servers | grep -F "$stem" | head -n 1)
        [ -n "$package" ] || { echo "no package found for $library" >&2; exit 4; }
        unpack "$package"
    done
    missing=$(lacking)
    [ -z "$missing" ] || { echo "still not found:" $missing >&2; exit 4; }
fi
rmdir packages 2>/dev/null || rm -rf packages
cat >env.sh <<END
PATH=$PWD/root/usr/sbin:$PWD/root/usr/bin:\$PATH
LD_LIBRARY_PATH=$libraries
export PATH LD_LIBRARY_PATH
END
touch complete
