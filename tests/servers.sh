#!/bin/sh
# Unpacks the servers that the tests need into a folder: nothing is installed, nothing started.
# usage: sh tests/servers.sh [--release RELEASE] FOLDER [MAIL-SERVER...]
#   FOLDER/env.sh           sets PATH and LD_LIBRARY_PATH for the name servers
#   FOLDER/mail/PACKAGE     a whole root for each mail server, to be run in a chroot: they conflict
#                           with one another, and take their paths and users as compiled in
#   MAIL-SERVER             packages of more mail servers, besides those of every run
#   --release               mail servers of this Debian release (bookworm, trixie), and nothing else;
#                           without: of this machine's
set -eu

. "$(dirname "$0")/release.sh"
release=
[ "${1:-}" != --release ] || { release=${2:-} && shift 2; }
[ $# -ge 1 ] || { echo "usage: $0 [--release RELEASE] FOLDER [MAIL-SERVER...]" >&2; exit 2; }
servers="bind9 nsd knot pdns-server pdns-backend-bind unbound openssh-server openssh-client tcpdump wireshark-common"
programs="usr/bin/tcpdump usr/bin/dumpcap usr/bin/editcap usr/sbin/sshd usr/bin/ssh usr/sbin/named usr/sbin/nsd usr/sbin/nsd-checkzone
    usr/sbin/knotd usr/sbin/pdns_server usr/sbin/unbound"
# What the mail servers' own scripts call, and what keeps apt from drawing in perl to merge /usr.
tools="usr-is-merged base-files dash bash coreutils sed grep mawk debianutils findutils util-linux"

fail() {
    echo "$0: $*" >&2
    exit 4
}

command -v apt-get >/dev/null || fail "no apt-get here to fetch these packages with: $servers"
mkdir -p "$1"
cd "$1"
shift
mail_servers=$(printf '%s\n' postfix exim4-daemon-light opensmtpd "$@" | sort -u)
set --

# Shared libraries that a program of the folder lacks on this machine, as it is today.
lacking() (
    . ./env.sh
    for program in $programs; do
        ldd "root/$program"
    done | awk '/not found/ { print $1 }' | sort -u
)

absent=
for server in $mail_servers; do
    [ -e "mail/$server/complete" ] || absent="$absent $server"
done
if [ -n "$release" ] || { [ "$(cat complete 2>/dev/null)" = "$servers" ] && [ -z "$(lacking)" ]; }; then
    servers=
fi
[ -n "$servers$absent" ] || exit 0
mkdir -p packages lists/partial mail
: >nothing
[ -z "$release" ] || release_apt "$release"

# The packages that a server needs here and this machine does not have, as apt would install them;
# for a mail server, all that it needs. Each server by itself: mail servers conflict.
wanted() {
    for server in $servers; do
        echo "$server"
        apt-get "$@" -s install --no-install-recommends "$server" | awk '/^Inst / { print $2 }'
    done
    for server in $absent; do
        # shellcheck disable=SC2086 # words are meant
        apt-get "$@" -o Dir::State::status="$PWD/nothing" -s install --no-install-recommends \
            $(echo "$server" | tr , " ") $tools >"mail/$server.plan" || return
        awk '/^Inst / { print $2 }' "mail/$server.plan" | tee "mail/$server.list"
    done
}

# Downloads them with apt's options given. No sandbox user: _apt may not write in this folder.
download() {
    wanted "$@" >wanted && [ -s wanted ] || return
    packages=$(sort -u wanted)
    # shellcheck disable=SC2086 # words are meant
    (cd packages && apt-get "$@" -qq -o APT::Sandbox::User=root download $packages)
}

# Unpacks the packages named on stdin into a folder whose /usr is merged or not, as it stands.
unpack() {
    while read -r package; do
        dpkg-deb --fsys-tarfile packages/"$package"_*.deb |
            tar -C "$1" --keep-directory-symlink --no-same-owner --no-same-permissions -xf - || return
    done
}

# The machine's lists of packages may be missing or too old: then with lists of our own.
download >log 2>&1 || {
    set -- -o "Dir::State::Lists=$PWD/lists" -o "Dir::Cache=$PWD/lists"
    { apt-get -qq "$@" -o APT::Sandbox::User=root update && download "$@"; } >log 2>&1 || {
        cat log >&2
        fail "the servers cannot be downloaded"
    }
}

for server in $absent; do
    rm -rf "mail/$server"
    mkdir -p "mail/$server"
    for folder in bin sbin lib lib64; do
        mkdir -p "mail/$server/usr/$folder"
        ln -s "usr/$folder" "mail/$server/$folder"
    done
    unpack "mail/$server" <"mail/$server.list"
    # What the installation would do, since Debian has awks to choose from.
    ln -s mawk "mail/$server/usr/bin/awk"
    touch "mail/$server/complete"
    rm -f "mail/$server.list" "mail/$server.plan"
done

if [ -n "$servers" ]; then
    rm -rf root complete
    mkdir root
    # The lists of mail servers are no part of this one: it has what this machine lacks alone.
    absent=
    wanted "$@" | sort -u | unpack root
    multiarch=$(gcc -print-multiarch)
    root=$(printf '%s\n' "$PWD/root" | sed "s/'/'\\\\''/g")
    cat >env.sh <<END
PATH='$root/usr/sbin:$root/usr/bin':\$PATH
LD_LIBRARY_PATH='$root/usr/lib/$multiarch:$root/lib/$multiarch:$root/usr/lib'
export PATH LD_LIBRARY_PATH
END
    missing=$(lacking)
    # shellcheck disable=SC2086 # words are meant
    [ -z "$missing" ] || fail "still not found:" $missing
    echo "$servers" >complete
fi
rm -rf packages lists log nothing wanted sources apt.conf
