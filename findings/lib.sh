# shellcheck shell=sh
# Sourced by each finding: pinned Debian packages in a temporary folder, and namespaces to run them in.
# Ends with status 1 where what was seen has changed, with 2 where it could not be run.
set -u
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "${folder:-}" ]; then
    folder=$(mktemp -d) || exit 2
    export folder here
    trap 'rm -rf "$folder"' EXIT
fi

cannot() {
    echo "could not be run: $*" >&2
    exit 2
}

# unpack NAME RELEASE PACKAGE=VERSION...: the packages and all that they depend on, in $folder/NAME.
unpack() {
    root=$folder/$1 release=$2
    shift 2
    mkdir -p "$root/usr/bin" "$root/usr/sbin" "$root/usr/lib" "$root/usr/lib64" "$root/etc" "$root/tmp" \
        "$root/dev" "$root.apt/lists/partial" "$root.apt/archives/partial"
    for name in bin sbin lib lib64; do
        ln -s "usr/$name" "$root/$name"
    done
    : >"$root.apt/status"
    key=signed-by=/usr/share/keyrings/debian-archive-keyring.gpg
    for suite in "debian $release" "debian $release-updates" "debian-security $release-security"; do
        echo "deb [$key] http://deb.debian.org/$suite main"
    done >"$root.apt/sources"
    set -- -qq -oDir::Etc::SourceList="$root.apt/sources" -oDir::Etc::SourceParts=/dev/null \
        -oDir::State="$root.apt" -oDir::State::Lists="$root.apt/lists" \
        -oDir::State::status="$root.apt/status" -oDir::Cache="$root.apt" \
        -oAPT::Install-Recommends=false -oAPT::Sandbox::User= -oDebug::NoLocking=1 install -y \
        --download-only "$@"
    apt_update "$@" && apt-get "$@" || cannot "these packages are not at deb.debian.org"
    for package in "$root.apt/archives"/*.deb; do
        dpkg-deb -x "$package" "$root" || cannot "$package"
    done
}

# The options of an installation, used for the lists of packages.
apt_update() {
    for option in "$@"; do
        shift
        case $option in
            -q* | -o*) set -- "$@" "$option" ;;
        esac
    done
    apt-get "$@" update
}

# rehearse: runs the script on standard input where there is no network but loopback.
rehearse() {
    cat >"$folder/rehearsal"
    unshare -rmnpf --kill-child sh -c 'PATH=$PATH:/usr/sbin:/sbin; ip link set lo up; . "$here/lib.sh"; . "$folder/rehearsal"' "$0"
}

# inside NAME COMMAND...: runs COMMAND with the files of unpack's folder as its root.
inside() {
    ready "$1"
    root=$folder/$1
    shift
    chroot "$root" "$@"
}

# as_user NAME COMMAND...: the same as user and group 100, for programs that do not want to be root.
as_user() {
    ready "$1"
    root=$folder/$1
    shift
    unshare -U --map-user=100 --map-group=100 --root="$root" "$@"
}

# start LOG NAME COMMAND...: the same in the background; $! is the command's.
start() {
    log=$1 root=$folder/$2
    ready "$2"
    shift 2
    (exec chroot "$root" "$@" >"$log" 2>&1) &
}

ready() {
    root=$folder/$1
    for device in null urandom random; do
        [ -e "$root/dev/$device" ] || : >"$root/dev/$device"
        [ -c "$root/dev/$device" ] || mount --bind "/dev/$device" "$root/dev/$device"
    done
}

# expect WHAT COMMAND...: the command must succeed.
expect() {
    what=$1
    shift
    if "$@"; then
        echo "as seen: $what"
    else
        echo "changed: $what" >&2
        exit 1
    fi
}

# has FILE PATTERN, lacks FILE PATTERN
has() {
    grep -qE -- "$2" "$1"
}

lacks() {
    ! has "$1" "$2"
}

# zone FILE LINE...: a zone of its own with the lines after its SOA, NS and the host mail.
zone() {
    file=$1
    shift
    printf '%s\n' '$TTL 3600' '@ SOA ns hostmaster 1 7200 3600 1209600 3600' '@ NS ns' \
        'ns A 192.0.2.53' 'mail A 192.0.2.1' "$@" >"$file"
}

# world RECORD...: world.py's network; $folder/seen has what happens there.
world() {
    printf '%s\n' "$@" >"$folder/records"
    python3 "$here/world.py" "$folder/records" "$folder/seen" &
    until [ -s "$folder/seen" ]; do
        kill -0 $! 2>/dev/null || cannot "no network of its own"
        sleep 0.1
    done
}

# The first root whose resolver asks that network.
asks() {
    echo nameserver 127.0.0.1 >"$folder/$1/etc/resolv.conf"
    echo 'hosts: files dns' >"$folder/$1/etc/nsswitch.conf"
    echo '127.0.0.1 localhost' >"$folder/$1/etc/hosts"
}
