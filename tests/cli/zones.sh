# shellcheck shell=sh
# Zone files of a test, and what mxtrap-lint finds in them. Sourced after lib.sh.
escape=$(printf '\033')

# zone NAME [LINE]...: a file of a whole zone that has an SOA and these lines.
zone() {
    file=$work/$1
    shift
    {
        printf '%s\n' "\$ORIGIN oc9.com." "\$TTL 3600" \
            '@ IN SOA ns1 hostmaster 1 7200 900 1209600 3600' '@ IN NS ns1' 'ns1 IN A 20.0.0.53'
        [ $# -eq 0 ] || printf '%s\n' "$@"
    } >"$file"
}

# The layout of oc9.com without comments, and its hosts; the layouts below change a part of it.
hosts() {
    printf '%s\n' 'mail1 IN A 30.0.0.1' 'master IN A 20.0.0.1' 'slave2 IN A 20.0.0.2' \
        'mail2 IN A 30.0.0.2' 'mail3 IN A 30.0.0.3'
}
marked() {
    printf '@ IN MX %s %s ; mxtrap: %s\n' 1 mail1 dummy 5 master real 6 slave2 real 8 mail2 dummy \
        10 mail3 dummy
}

# rules: the ids of what the last run found, in one line, from its JSON.
rules() {
    /usr/bin/python3 -c '
import json, sys
print(*sorted({finding["rule"] for finding in json.load(sys.stdin)["findings"]}))' <"$work/out"
}

# findings FILE: without the lines that they are about.
findings() { grep -v '^    ' "$1" || true; }

# finds STATUS RULES ARGUMENT...: exactly these rules find something.
finds() {
    wanted=$1
    wanted_rules=$2
    shift 2
    run "$wanted" "$lint" -f json "$@"
    check "finds \"$wanted_rules\", not \"$(rules)\": $*" test "$(rules)" = "$wanted_rules"
}

no_escape() { check "no control character" test "$(LC_ALL=C grep -c "$escape" "$1")" -eq 0; }
