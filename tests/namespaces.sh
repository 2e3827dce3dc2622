# shellcheck shell=sh
# Namespaces of a test's own: the one place that makes them. Sourced; the lab's network is made in
# such by lab/net.sh.
#
#     namespaces USERS OPTION...    sets $apart to the words that run a command in the namespaces of
#                                   unshare's OPTIONs; fails where none can be made. USERS: one, or
#                                   many for servers that give privileges up, which needs root, or
#                                   newuidmap and a range in /etc/subuid
#     enter USERS OPTION... -- "$0" "$@"    runs the script again in them, unless it is there already
namespaces() {
    mapping="--user --map-root-user"
    [ "$1" = one ] || mapping="$mapping --map-auto"
    shift
    # Root needs no user namespace.
    for apart in "unshare $*" "unshare $mapping $*"; do
        ! $apart true 2>/dev/null || return 0
    done
    return 1
}

enter() {
    [ -z "${MXTRAP_ENTERED:-}" ] || return 0
    options=
    while [ "$1" != -- ]; do
        options="$options $1"
        shift
    done
    shift
    # shellcheck disable=SC2086 # words are meant
    namespaces $options --fork --kill-child --mount-proc --pid || {
        echo "no namespaces: this needs root, or user namespaces and a range in /etc/subuid for $(id -un)" >&2
        exit 1
    }
    MXTRAP_ENTERED=yes
    export MXTRAP_ENTERED
    # shellcheck disable=SC2086 # words are meant
    exec $apart sh "$@"
}
