# shellcheck shell=sh
# The lab's DNS: a root and com of its own, NSD as first and BIND as second server of every zone,
# each with a copy of its own, and a recursive Unbound that begins at that root, knows its key, and
# is the vantage's resolver. Sourced after net.sh.
#
#     lab_zone NAME [WORD...] <BODY   a zone; SOA, NS and the delegation are added. Words:
#                   nsd, bind         the copy of this server alone (else of both)
#                   sign              signed, with its DS in com
#                   bogus             signed, then changed: preference 10 of its MX becomes 11
#     lab_broken NAME                 both servers have this zone, and cannot read it: SERVFAIL
#     lab_dead NAME                   delegated to a server of its own that never answers
#     lab_delegated NAME ADDRESS      delegated to one that the test starts there
#     LAB_BIND_KEYS, LAB_BIND_ZONE    more of named.conf: statements, and options of every zone
#     lab_updates FILE                BIND's zones take updates, and give transfers, by a key in FILE
#     lab_dns_up                      (re)starts all three with the zones as they stand
# Names are under com: lab_zone oc9.com. The serial of a zone is 2; NSD's and BIND's copies that are
# given one by one get 2 and 1: BIND's is stale.

. "$LAB_SOURCE/named.sh"
LAB_NSD=192.0.2.53
LAB_NSD6=2001:db8::53
LAB_BIND=198.51.100.53
LAB_BIND6=2001:db8::1:53
LAB_UNBOUND=198.51.100.54
LAB_UNBOUND6=2001:db8::54
LAB_DEAD=192.0.2.99 # the first zone's; the next ones have those below

# SOA and NS of a zone with a serial.
lab_head() {
    cat <<END
\$ORIGIN $1
\$TTL 300
@ SOA ns1.lab.com. hostmaster.lab.com. $2 3600 900 604800 60
@ NS ns1.lab.com.
@ NS ns2.lab.com.
END
}

lab_updates() {
    printf 'key "update.lab" {\n\talgorithm hmac-sha256;\n\tsecret "%s";\n};\n' \
        "$(printf '%032d' 6 | base64 -w0)" >"$1"
    LAB_BIND_KEYS=$(cat "$1")
    LAB_BIND_ZONE="allow-update { key update.lab; }; allow-transfer { key update.lab; };"
}

lab_zone() {
    lab_name=$1
    shift
    mkdir -p "$LAB/dns/nsd" "$LAB/dns/bind" "$LAB/dns/words"
    printf '%s\n' "$*" >"$LAB/dns/words/$lab_name"
    rm -f "$LAB/dns/ds/$lab_name"
    case " $* " in
    *" bind "*)
        { lab_head "$lab_name." 1 && cat; } >"$LAB/dns/bind/$lab_name"
        ;;
    *)
        { lab_head "$lab_name." 2 && cat; } >"$LAB/dns/nsd/$lab_name"
        case " $* " in
        *" nsd "*) ;;
        *) cp "$LAB/dns/nsd/$lab_name" "$LAB/dns/bind/$lab_name" ;;
        esac
        ;;
    esac
}

lab_broken() {
    mkdir -p "$LAB/dns/words"
    echo broken >"$LAB/dns/words/$1"
}

# A resolver learns that a server is dead, and then does not wait for it any more.
lab_dead() {
    mkdir -p "$LAB/dns/words"
    lab_number=$(cat "$LAB"/dns/words/* 2>/dev/null | grep -c '^dead ' || true)
    echo "dead ${LAB_DEAD%.*}.$((${LAB_DEAD##*.} - lab_number))" >"$LAB/dns/words/$1"
}

lab_delegated() {
    mkdir -p "$LAB/dns/words"
    echo "delegated $2" >"$LAB/dns/words/$1"
}

# Signs a zone in place, at both servers; the DS goes to a file that its parent includes.
lab_sign() {
    (
        cd "$LAB/dns"
        key=$(dnssec-keygen -q -a ECDSAP256SHA256 -f KSK -K keys "$1")
        dnssec-dsfromkey -2 "keys/$key.key" >"ds/$1"
        cat "keys/$key.key" >>"nsd/$1"
        # -z: one key for everything. The old file would be taken for a signed zone's journal.
        dnssec-signzone -q -z -P -o "$1" -K keys -f signed "nsd/$1" >sign.log 2>&1 ||
            { cat sign.log >&2 && exit 1; }
        mv signed "nsd/$1"
        case $2 in
        *bogus*)
            sed -E 's/([[:space:]]MX[[:space:]]+)10 /\111 /' "nsd/$1" >bogus
            ! cmp -s bogus "nsd/$1" || lab_fail "lab_zone $1 bogus: no MX of preference 10"
            mv bogus "nsd/$1"
            ;;
        esac
        cp "nsd/$1" "bind/$1"
    ) || lab_fail "$1 cannot be signed"
}

# com and the root, from the zones that there are.
lab_parents() {
    lab_zone com sign <<END
ns1.lab.com. A $LAB_NSD
ns1.lab.com. AAAA $LAB_NSD6
ns2.lab.com. A $LAB_BIND
ns2.lab.com. AAAA $LAB_BIND6
$(cd "$LAB/dns/words" && for zone in *.com; do
        case $(cat "$zone") in
        dead* | delegated*)
            printf '%s. NS ns.%s.\nns.%s. A %s\n' "$zone" "$zone" "$zone" "$(cut -d ' ' -f 2 "$zone")"
            ;;
        *)
            printf '%s. NS ns%s.lab.com.\n' "$zone" 1 "$zone" 2
            cat "$LAB/dns/ds/$zone" 2>/dev/null || true
            ;;
        esac
    done)
END
    lab_sign com sign
    {
        lab_head . 2
        cat <<END
com. NS ns1.lab.com.
com. NS ns2.lab.com.
ns1.lab.com. A $LAB_NSD
ns1.lab.com. AAAA $LAB_NSD6
ns2.lab.com. A $LAB_BIND
ns2.lab.com. AAAA $LAB_BIND6
END
        cat "$LAB/dns/ds/com"
    } >"$LAB/dns/nsd/root"
    cp "$LAB/dns/nsd/root" "$LAB/dns/bind/root"
}

# The root's file cannot be called "."; its key is Unbound's trust anchor.
lab_sign_root() {
    (
        cd "$LAB/dns"
        key=$(dnssec-keygen -q -a ECDSAP256SHA256 -f KSK -K keys .)
        cat "keys/$key.key" >>nsd/root
        dnssec-signzone -q -z -P -o . -K keys -f signed nsd/root >sign.log 2>&1 ||
            { cat sign.log >&2 && exit 1; }
        cp signed nsd/root
        mv signed bind/root
        grep -v '^;' "keys/$key.key" >root.key
        printf '. NS ns1.lab.com.\nns1.lab.com. A %s\nns1.lab.com. AAAA %s\n' \
            "$LAB_NSD" "$LAB_NSD6" >root.hints
        printf '. NS ns2.lab.com.\nns2.lab.com. A %s\nns2.lab.com. AAAA %s\n' \
            "$LAB_BIND" "$LAB_BIND6" >>root.hints
    ) || lab_fail "the root cannot be signed"
}

lab_nsd_conf() {
    cat <<END
server:
    ip-address: $LAB_NSD
    ip-address: $LAB_NSD6
    username: ""
    zonesdir: "$LAB/dns/nsd"
    database: ""
    pidfile: ""
    xfrdfile: "$LAB/dns/xfrd"
    zonelistfile: "$LAB/dns/zone.list"
    server-count: 1
    verbosity: 1
    rrl-ratelimit: 0
remote-control:
    control-enable: no
zone:
    name: "."
    zonefile: "root"
END
    for zone in $1; do
        printf 'zone:\n    name: "%s"\n    zonefile: "%s"\n    provide-xfr: 0.0.0.0/0 NOKEY\n' \
            "$zone" "$zone"
    done
}

lab_bind_conf() {
    cat <<END
options {
    directory "$LAB/dns/bind";
    listen-on { $LAB_BIND; };
    listen-on-v6 { $LAB_BIND6; };
    recursion no;
    dnssec-validation no;
    allow-transfer { any; };
    notify no;
    pid-file none;
    session-keyfile none;
};
controls { };
${LAB_BIND_KEYS:-}
zone "." { type primary; file "root"; };
END
    for zone in $1; do
        echo "zone \"$zone\" { type primary; file \"$zone\"; ${LAB_BIND_ZONE:-} };"
    done
}

# The private and the test ranges that Unbound answers by itself are names of the lab's as any.
lab_unbound_conf() {
    cat <<END
server:
    interface: $LAB_UNBOUND
    interface: $LAB_UNBOUND6
    access-control: 0.0.0.0/0 allow
    access-control: ::/0 allow
    username: ""
    chroot: ""
    directory: "$LAB/dns"
    pidfile: ""
    do-daemonize: no
    use-syslog: no
    logfile: ""
    num-threads: 1
    root-hints: "$LAB/dns/root.hints"
    trust-anchor-file: "$LAB/dns/root.key"
    module-config: "validator iterator"
    unblock-lan-zones: yes
    insecure-lan-zones: yes
remote-control:
    control-enable: no
END
}

lab_serve() {
    (
        # The path of libraries is for these servers alone.
        . "$LAB_SERVERS/env.sh"
        lab_in isp "$@"
    ) >>"$LAB/dns/$1.log" 2>&1 &
    echo "$!" >>"$LAB/dns/pids"
}

lab_answers() {
    lab_in vantage dig +time=1 +tries=1 +noedns "@$1" "$2" "$3" | grep -q 'status: NOERROR'
}

lab_dns_up() {
    lab_dns_down
    lab_addresses "$LAB_NSD" "$LAB_NSD6" "$LAB_BIND" "$LAB_BIND6" "$LAB_UNBOUND" "$LAB_UNBOUND6"
    lab_in isp nft -f - <<END
table inet dead
delete table inet dead
table inet dead {
    chain input { type filter hook input priority 0; ip daddr ${LAB_DEAD%.*}.90-$LAB_DEAD drop; }
}
END
    mkdir -p "$LAB/dns/keys" "$LAB/dns/ds"
    printf 'vantage A %s\nvantage AAAA %s\n' 203.0.113.2 2001:db8:1::2 | lab_zone lab.com
    printf 'ns1 A %s\nns1 AAAA %s\n' "$LAB_NSD" "$LAB_NSD6" >>"$LAB/dns/nsd/lab.com"
    printf 'ns2 A %s\nns2 AAAA %s\n' "$LAB_BIND" "$LAB_BIND6" >>"$LAB/dns/nsd/lab.com"
    cp "$LAB/dns/nsd/lab.com" "$LAB/dns/bind/lab.com"
    for words in $(cd "$LAB/dns/words" && grep -lwE 'sign|bogus' -- *); do
        [ "$words" = com ] || [ -e "$LAB/dns/ds/$words" ] ||
            lab_sign "$words" "$(cat "$LAB/dns/words/$words")"
    done
    rm -f "$LAB/dns/words/com"
    lab_parents
    lab_sign_root
    lab_zones=$(cd "$LAB/dns/words" && grep -vlE '^(dead|delegated) ' -- *)
    lab_nsd_conf "$lab_zones" >"$LAB/dns/nsd.conf"
    lab_bind_conf "$lab_zones" >"$LAB/dns/named.conf"
    lab_unbound_conf >"$LAB/dns/unbound.conf"
    lab_serve nsd -d -c "$LAB/dns/nsd.conf"
    # shellcheck disable=SC2046 # words are meant
    lab_serve named -g $(named_unlocked) -c "$LAB/dns/named.conf"
    lab_serve unbound -d -c "$LAB/dns/unbound.conf"
    for server in "$LAB_NSD" "$LAB_NSD6" "$LAB_BIND" "$LAB_BIND6"; do
        lab_until 120 lab_answers "$server" SOA com || lab_dns_fail "$server does not answer"
    done
    lab_until 120 lab_answers "$LAB_UNBOUND" A vantage.lab.com || lab_dns_fail "Unbound does not resolve"
    lab_resolver "$LAB_UNBOUND"
}

lab_dns_fail() {
    cat "$LAB"/dns/*.log >&2
    lab_fail "$@"
}

lab_dns_down() {
    [ -e "$LAB/dns/pids" ] || return 0
    # shellcheck disable=SC2046 # one process a line
    kill $(cat "$LAB/dns/pids") 2>/dev/null || true
    # shellcheck disable=SC2046
    wait $(cat "$LAB/dns/pids") 2>/dev/null || true
    rm -f "$LAB/dns/pids"
}

# What /etc/resolv.conf says in the lab; the machine's own is covered, not touched.
lab_resolver() {
    for server in "$@"; do
        echo "nameserver $server"
    done >"$LAB/resolv.conf"
    lab_file=$(readlink -m /etc/resolv.conf)
    case $lab_file in
    /run/*) mkdir -p "${lab_file%/*}" && : >>"$lab_file" ;;
    esac
    ! mountpoint -q "$lab_file" || umount "$lab_file"
    mount --bind "$LAB/resolv.conf" "$lab_file"
}
