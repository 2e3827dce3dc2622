#!/bin/sh
# Unpacks the name servers of a Debian release into a root of their own, with all that they need, down to
# the C library: another release's run in a chroot. Nothing is installed, nothing started.
# usage: sh tests/servers/unpack.sh FOLDER RELEASE        RELEASE: bookworm, trixie
set -eu

. "$(dirname "$0")/../release.sh"
packages="bind9 nsd knot pdns-server pdns-backend-sqlite3 pdns-tools yadifa gdnsd"
# What maintainers' scripts call, and what keeps apt from drawing in perl to merge /usr.
tools="usr-is-merged base-files dash bash coreutils sed grep mawk debianutils findutils util-linux"
release=$2
[ ! -e "$1/complete" ] || exit 0
mkdir -p "$1"
cd "$1"
rm -rf root packages
mkdir -p packages root/srv root/dev root/proc root/tmp root/etc root/run
: >nothing
release_apt "$release"
for package in $packages; do
    # shellcheck disable=SC2086 # words are meant
    apt-get -qq -o Dir::State::status="$PWD/nothing" -s install --no-install-recommends "$package" $tools >plan
    awk '/^Inst/ { print $2 }' plan
done | sort -u >list
# shellcheck disable=SC2046 # words are meant
(cd packages && apt-get -qq download $(cat ../list))
for folder in bin sbin lib lib64; do
    mkdir -p "root/usr/$folder"
    ln -s "usr/$folder" "root/$folder"
done
for package in packages/*.deb; do
    dpkg-deb --fsys-tarfile "$package" |
        tar -C root --keep-directory-symlink --no-same-owner --no-same-permissions -xf -
    dpkg-deb -W --showformat='${Package} ${Version}\n' "$package"
done >versions
echo 'root:x:0:0:root:/root:/bin/sh' >root/etc/passwd
echo 'root:x:0:' >root/etc/group
rm -rf packages lists nothing plan list sources apt.conf
touch complete
