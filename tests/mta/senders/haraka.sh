# shellcheck shell=sh
# Haraka, as npm has it: relays for its own host (its plugin relay), which no plugin of the default
# configuration lets it do.

mta_haraka_setup() {
    lab_root "$1" haraka
    lab_haraka=/usr/lib/haraka/node_modules/Haraka
    lab_root_in vantage "$1" node "$lab_haraka/bin/haraka" -i /etc/haraka >"$LAB/roots/$1.log" 2>&1 ||
        lab_fail "Haraka makes no configuration: $(cat "$LAB/roots/$1.log")"
    lab_etc=$LAB/roots/$1/etc/haraka/config
    echo "$2" >"$lab_etc/me"
    echo relay >"$lab_etc/plugins"
    printf '[relay]\nacl=true\n' >"$lab_etc/relay.ini"
    echo 127.0.0.1/32 >"$lab_etc/relay_acl_allow"
    sed -i 's/^;\{0,1\}listen=.*/listen=127.0.0.1:25/' "$lab_etc/smtp.ini"
}

mta_haraka_start() {
    lab_root_in "$1" "$2" node /usr/lib/haraka/node_modules/Haraka/bin/haraka -c /etc/haraka \
        >>"$LAB/roots/$2.log" 2>&1 &
    lab_until 120 lab_in "$1" python3 "$LAB_SOURCE/greeting.py" --expect answers 127.0.0.1 || {
        cat "$LAB/roots/$2.log" >&2
        lab_fail "Haraka does not start"
    }
}

mta_haraka_send() {
    lab_in "$1" python3 "$MXTRAP_SOURCE/tests/mta/submit.py" --port 25 "$3" "$4"
}

# The line names the connection that the message came with, which another one says whose mail it is.
mta_haraka_deferred() {
    awk '
        match($0, /[0-9A-F]+(-[0-9A-F]+)+/) { connection = substr($0, RSTART, RLENGTH) }
        / recipient <[^>]*> code=OK/ {
            match($0, /<[^>]*>/)
            recipients[connection] = recipients[connection] " " substr($0, RSTART, RLENGTH)
        }
        /[Tt]emp failing|[Bb]ounce/ { print $0 recipients[connection]; found = 1 }
        END { exit !found }' "$LAB/roots/$1.log"
}

mta_haraka_log() {
    cat "$LAB/roots/$1.log"
}
