# shellcheck shell=sh
# The hosts of vantage.sh, all of whose addresses are of no special purpose. Sourced.
#
#     vantage   Postfix on 5.9.26.200, 2a01:4f8:26:200::25: the machine that the check runs on
#     isp       Exim on 5.9.25.26, 2a01:4f8:25::26
#               OpenSMTPD on 5.9.25.25, 2a01:4f8:25::25: the control
#               Postfix on 5.9.25.101-103, 2a01:4f8:25::101-103: one machine that is all exchangers
#     5.9.25.1, .2 and 2a01:4f8:25::1, ::2 are silent, for firewall drops what goes there.

# layout ZONE HOST=ADDRESS[,ADDRESS]...: its zone, and its spec, in which d... are the dummies.
layout() {
    zone=$1
    shift
    preference=0
    printf 'zone: %s\nmx:\n' "$zone" >"$work/$zone.yaml"
    for pair in "$@"; do
        preference=$((preference + 10))
        role=real
        case $pair in d*) role=dummy ;; esac
        echo "  - {$role: ${pair%%=*}, preference: $preference}" >>"$work/$zone.yaml"
        echo "@ MX $preference ${pair%%=*}"
        for address in $(echo "${pair#*=}" | tr , ' '); do
            case $address in
            *:*) echo "${pair%%=*} AAAA $address" ;;
            *) echo "${pair%%=*} A $address" ;;
            esac
        done
    done | sort -u >"$work/body"
    lab_zone "$zone" <"$work/body"
}

# The vantage has addresses that the router knows of.
own_addresses() {
    lab_in vantage ip address add 5.9.26.200/32 dev lo
    lab_in vantage ip address add 2a01:4f8:26:200::25/128 dev lo nodad
    # Of two addresses of a network, the first is the source of what goes to the second.
    lab_in vantage ip address add 5.9.26.209/28 dev lo
    lab_in vantage ip address add 5.9.26.210/28 dev lo
    lab_in router ip route add 5.9.26.192/27 via 203.0.113.2
    lab_in router ip route add 2a01:4f8:26:200::/64 via 2001:db8:1::2
}

postfix_on() {
    host=$1 root=$2 name=$3
    shift 3
    mta_postfix_setup "$root" "$name"
    echo "inet_interfaces = $*" | mta_postfix_add "$root"
    mta_postfix_start "$host" "$root"
}

vantage_hosts_up() {
    own_addresses
    postfix_on vantage own mail.server.com 5.9.26.200 2a01:4f8:26:200::25
    box="5.9.25.101 5.9.25.102 5.9.25.103 2a01:4f8:25::101 2a01:4f8:25::102 2a01:4f8:25::103"
    # shellcheck disable=SC2086 # words are meant
    lab_addresses $box
    # shellcheck disable=SC2086
    postfix_on isp box box.box.com $box
    LAB_SLAVE2="5.9.25.26 2a01:4f8:25::26"
    # shellcheck disable=SC2086
    lab_addresses $LAB_SLAVE2 $LAB_THIRD
    lab_slave2_up
    lab_third_up
    open_network
    # shellcheck disable=SC2086
    for address in $LAB_SLAVE2 $LAB_THIRD $box; do
        lab_until 60 lab_greets --expect answers "$address" || lab_fail "$address does not greet"
    done
    for address in 5.9.26.200 2a01:4f8:26:200::25; do
        lab_until 60 lab_in isp python3 "$LAB_SOURCE/greeting.py" --expect answers "$address" ||
            lab_fail "$address does not greet"
    done
}

# open_network [HOW WHAT...]: the router drops what goes to the dummies; a filter comes before that.
open_network() {
    lab_firewall open
    [ $# -eq 0 ] || lab_firewall "$@"
    lab_firewall drop 5.9.25.1 5.9.25.2 5.9.25.3 2a01:4f8:25::1 2a01:4f8:25::2
}
