# shellcheck shell=sh
# A network and a pid namespace of the script's own, the name servers' programs, and a named on the
# loopback: no port is taken, and no server outlives the test. Sourced first of all, instead of
# tests/lib.sh: it runs the script again inside.
#
#     named_options [STATEMENT...]    the options of a named.conf, at $port of the loopback, to stdout
#     named_up                        named with $work/named.conf, until it runs
. "${MXTRAP_SOURCE:?}/tests/namespaces.sh"
enter one --net -- "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
# What runs is killed first: it could write into the folder.
trap 'kill -KILL -1 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 130' HUP INT TERM
PATH=$PATH:/usr/sbin:/sbin
. "${MXTRAP_SERVERS:?}/env.sh"
. "$MXTRAP_SOURCE/tests/lab/named.sh"
ip link set lo up
port=20001

named_options() {
    cat <<END
options {
    directory "$work";
    listen-on port $port { 127.0.0.1; };
    listen-on-v6 port $port { ::1; };
    recursion no;
    dnssec-validation no;
    pid-file none;
    session-keyfile none;
    $*
};
controls { };
END
}

named_up() {
    # shellcheck disable=SC2046 # words are meant
    named -g $(named_unlocked) -c "$work/named.conf" >"$work/named.log" 2>&1 &
    waits grep -q ' running$' "$work/named.log" || {
        cat "$work/named.log" >&2
        exit 1
    }
}
