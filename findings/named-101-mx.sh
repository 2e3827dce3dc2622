#!/bin/sh
# named loads no zone with 101 MX records of one name, which BIND's own checks accept.
# Versions: Debian 12 bind9 1:9.18.49-1~deb12u3, Debian 13 bind9 1:9.20.30-1~deb13u1. Date: 2026-11-30.
# Behaviour: named-checkzone and named-checkconf -z say that the zone is good (exit 0). named drops the
# whole zone, whatever else is in it; 100 records are loaded. max-records-per-type is 100 by default, and
# the checks do not know of it.
# Output of named: "dns_master_load: /tmp/z101:...: too many records", "zone z101.example/IN: not loaded
# due to errors."; of named-checkconf -z: "zone z101.example/IN: loaded serial 1".
. "$(dirname "$0")/lib.sh"
unpack v9.18 bookworm bind9=1:9.18.49-1~deb12u3 bind9-utils=1:9.18.49-1~deb12u3
unpack v9.20 trixie bind9=1:9.20.30-1~deb13u1 bind9-utils=1:9.20.30-1~deb13u1
for version in v9.18 v9.20; do
    for count in 100 101; do
        # shellcheck disable=SC2046
        zone "$folder/$version/tmp/z$count" $(seq "$count" | sed 's/.*/@~MX~&~mail&/')
        sed -i 's/~/ /g' "$folder/$version/tmp/z$count"
    done
    cat >"$folder/$version/tmp/named.conf" <<'END'
options {
    directory "/tmp"; pid-file none; session-keyfile "/tmp/key"; dnssec-validation no;
    listen-on port 5300 { 127.0.0.1; }; listen-on-v6 { none; }; check-integrity no;
};
controls { };
zone z100.example { type primary; file "z100"; };
zone z101.example { type primary; file "z101"; };
END
done
rehearse <<'END'
for version in v9.18 v9.20; do
    log=$folder/$version.log
    expect "$version: named-checkzone accepts 101" \
        inside $version /usr/bin/named-checkzone -q -i none z101.example /tmp/z101
    inside $version /usr/bin/named-checkconf -z /tmp/named.conf >"$log"
    expect "$version: named-checkconf -z accepts 101" [ $? = 0 ]
    # In the foreground, until it says that it runs.
    [ $version = v9.20 ] || set -- -X none
    start "$log" $version /usr/sbin/named -g "$@" -c /tmp/named.conf
    until has "$log" "z101.example/IN: (loaded|not loaded)" && has "$log" "z100.example/IN: (loaded|not loaded)"; do
        kill -0 $! 2>/dev/null || cannot "named ended: $(tail -n 1 "$log")"
        sleep 0.1
    done
    kill $! && wait $!
    set --
    expect "$version: named loads 100" has "$log" "zone z100.example/IN: loaded"
    expect "$version: named drops the zone of 101" has "$log" "z101 failed: too many records"
done
END
