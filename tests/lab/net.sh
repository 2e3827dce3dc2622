# shellcheck shell=sh
# The lab's network: three namespaces and a firewall between them. Sourced, by sh.
#
#     vantage 203.0.113.2 ---- router ---- isp, every address of 192.0.2.0/24, 198.51.100.0/24,
#     2001:db8:1::2                        5.9.25.0/24, 2001:db8::/48 and 2a01:4f8:25::/48
#
# An address of the isp on which nothing listens refuses, as a host does; what the router's firewall
# is told to do with an address comes before. 5.9.25.0/24 and 2a01:4f8:25::/48 are of no special
# purpose (RFC 6890): tools must take them as they take the Internet's. Nothing leaves: the router
# has no third interface. Everything lives in namespaces, files on a tmpfs among them, so that
# whatever ends the first process, nothing remains.
#
#     lab_enter "$0" "$@"       runs the script again inside, unless it is there already
#     lab_up                    the network; $LAB is a folder that goes with it
#     lab_in HOST COMMAND...    runs a command on a host
#     lab_host NAME             one more host, without a link; lab_join makes one
#     lab_firewall HOW WHAT...  what becomes of port 25; lab_firewall open takes it all back
#     lab_cut ip|ip6, lab_mend  takes the vantage's route of a family away, and gives it back
#     lab_without ip|ip6 [HOST] takes the family from the vantage, or HOST, for good: address and route
#     lab_range RANGE...        more ranges that are all the isp's
#     lab_capture FILE          writes the attempts on port 25 in order, as they come
#     lab_until SECONDS COMMAND tries a command until it succeeds
#     lab_namespaces            lists the namespaces in use, to prove that nothing is left in them
#     lab_down                  ends what runs and removes the namespaces

. "${MXTRAP_SOURCE:?}/tests/namespaces.sh"
LAB=/run/mxtrap-lab
LAB_SOURCE=$MXTRAP_SOURCE/tests/lab
LAB_SERVERS=${MXTRAP_SERVERS:?}
case $PATH in
*/usr/sbin*) ;;
*) PATH=$PATH:/usr/sbin:/sbin ;;
esac

lab_fail() {
    echo "FAIL: $*" >&2
    exit 1
}

# Mail servers give their privileges up: they need many users.
lab_enter() {
    enter many --mount --net --ipc --uts -- "$@"
}

# A veth pair: HOST and its end's name and addresses, twice. Addresses are ready at once.
lab_join() {
    lab_in "$1" ip link add dev "$2" type veth peer name "$6" netns "$5"
    for end in "$1 $2 $3 $4" "$5 $6 $7 $8"; do
        # shellcheck disable=SC2086 # words are meant
        set -- $end
        lab_in "$1" ip address add "$3" dev "$2"
        lab_in "$1" ip address add "$4" dev "$2" nodad
        lab_in "$1" ip link set dev "$2" up
    done
}

lab_host() {
    ip netns add "$1"
    lab_in "$1" ip link set lo up
    # An end of a link must not wait to learn whether its address is taken.
    lab_in "$1" sh -c 'cd /proc/sys/net
        echo 0 >ipv6/conf/all/disable_ipv6
        echo 0 >ipv6/conf/default/accept_dad'
}

lab_up() {
    mount -t tmpfs -o mode=755 tmpfs /run
    mkdir -m 755 "$LAB"
    mkdir -m 1777 "$LAB/tmp"
    TMPDIR=$LAB/tmp
    export TMPDIR
    : >"$LAB/attempts"
    for host in vantage router isp; do
        lab_host "$host"
    done
    # The router says every time that a host is unreachable, not once a second.
    lab_in router sh -c 'cd /proc/sys/net
        echo 1 >ipv4/ip_forward
        echo 1 >ipv6/conf/all/forwarding
        echo 0 >ipv4/icmp_ratelimit
        echo 0 >ipv6/icmp/ratelimit'
    lab_join vantage wire 203.0.113.2/30 2001:db8:1::2/64 router near 203.0.113.1/30 2001:db8:1::1/64
    lab_join isp wire 203.0.113.6/30 2001:db8:2::2/64 router far 203.0.113.5/30 2001:db8:2::1/64
    lab_range 192.0.2.0/24 198.51.100.0/24 5.9.25.0/24 2001:db8::/48 2a01:4f8:25::/48
    lab_in isp ip route add default via 203.0.113.5
    lab_in isp ip route add default via 2001:db8:2::1
    lab_mend
    lab_firewall open
    trap lab_down EXIT
    trap 'exit 130' HUP INT TERM
}

lab_range() {
    for range in "$@"; do
        lab_in isp ip route add local "$range" dev lo
        case $range in
        *:*) lab_in router ip route add "$range" via 2001:db8:2::2 ;;
        *) lab_in router ip route add "$range" via 203.0.113.6 ;;
        esac
    done
}

# Ends every process of the pid namespace but this one, which is its first.
lab_down() {
    kill -KILL -1 2>/dev/null || true
    for host in vantage router isp; do
        ip netns delete "$host" 2>/dev/null || true
    done
}

# The namespaces that the lab's processes are in, as /proc/PID/ns has them.
lab_namespaces() {
    readlink /proc/self/ns/net /proc/self/ns/pid /proc/self/ns/mnt
    for host in vantage router isp; do
        lab_in "$host" readlink /proc/self/ns/net
    done
}

# Not by ip -n, which mounts a /sys: an ordinary user's namespace may not where there is none.
lab_in() {
    lab_host=$1
    shift
    nsenter --net="/run/netns/$lab_host" -- "$@"
}

lab_until() {
    lab_end=$(($(lab_seconds) + $1))
    shift
    until "$@" >/dev/null 2>&1; do
        [ "$(lab_seconds)" -lt "$lab_end" ] || return 1
        sleep 0.1
    done
}

# Since the machine was booted.
lab_seconds() {
    cut -d . -f 1 /proc/uptime
}

# Servers take IPv6 addresses only when a host has them: gives the isp those named.
lab_addresses() {
    for address in "$@"; do
        case $address in
        *:*) lab_in isp ip address replace "$address/128" dev lo nodad ;;
        *) lab_in isp ip address replace "$address/32" dev lo ;;
        esac
    done
}

lab_cut() {
    case $1 in
    ip) lab_in "${2:-vantage}" ip -4 route del default ;;
    ip6) lab_in "${2:-vantage}" ip -6 route del default ;;
    esac
}

# The loopback and the link keep theirs.
lab_without() {
    case $1 in
    ip) lab_in "${2:-vantage}" ip -4 address flush dev wire ;;
    ip6) lab_in "${2:-vantage}" ip -6 address flush dev wire scope global ;;
    esac
    lab_cut "$@" 2>/dev/null || true
}

lab_mend() {
    lab_in vantage ip route replace default via 203.0.113.1
    lab_in vantage ip route replace default via 2001:db8:1::1
}

# HOW: drop, reset, or an ICMP error that the router sends: net (no route), host (unreachable),
# prohibited, port. WHAT: an address, or ip, ip6 (all that goes to port 25 in that family).
# lab_firewall loss PERCENT: of all packets, both ways. lab_firewall open: no rule at all.
# A later rule for the same address does not take an earlier one's place.
lab_firewall() {
    lab_how=$1
    shift
    case $lab_how in
    open)
        lab_in router nft -f - <<'END'
table inet lab
delete table inet lab
table inet lab {
    chain forward { type filter hook forward priority 0; policy accept; }
}
END
        return
        ;;
    loss)
        lab_in router nft add rule inet lab forward numgen random mod 100 '<' "$1" counter drop
        return
        ;;
    esac
    for what in "$@"; do
        case $what in
        ip | ip6) lab_family=$what lab_to="meta nfproto ipv${what#ip}" ;;
        *:*) lab_family=ip6 lab_to="ip6 daddr $what" ;;
        *) lab_family=ip lab_to="ip daddr $what" ;;
        esac
        [ "$what" != ip ] || lab_to="meta nfproto ipv4"
        case $lab_how-$lab_family in
        drop-*) lab_does=drop ;;
        reset-*) lab_does="reject with tcp reset" ;;
        net-ip) lab_does="reject with icmp type net-unreachable" ;;
        net-ip6) lab_does="reject with icmpv6 type no-route" ;;
        host-ip) lab_does="reject with icmp type host-unreachable" ;;
        host-ip6) lab_does="reject with icmpv6 type addr-unreachable" ;;
        prohibited-ip) lab_does="reject with icmp type admin-prohibited" ;;
        prohibited-ip6) lab_does="reject with icmpv6 type admin-prohibited" ;;
        port-ip) lab_does="reject with icmp type port-unreachable" ;;
        port-ip6) lab_does="reject with icmpv6 type port-unreachable" ;;
        *) lab_fail "lab_firewall: no such thing as $lab_how" ;;
        esac
        # shellcheck disable=SC2086 # words are meant
        lab_in router nft add rule inet lab forward $lab_to tcp dport 25 counter $lab_does
    done
}

# Each line of FILE: seconds since the machine booted (/proc/uptime), the address tried. An attempt is one
# connection, however often its SYN is sent again. The first line says that it has begun.
# The last capture begun is $lab_capturing.
lab_capture() {
    lab_in router python3 "$LAB_SOURCE/capture.py" near >"$1" &
    lab_capturing=$!
    lab_until 120 grep -q '^#' "$1" || lab_fail "the capture does not begin"
}
