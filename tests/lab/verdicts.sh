# shellcheck shell=sh
# What the lab's tests of mxtrap-check share: MX sets as zones, and verdicts. Sourced after net.sh,
# dns.sh and tests/lib.sh.

# mx_set ZONE HOST=ADDRESS[,ADDRESS]...: preferences 10, 20 ... in the order given.
mx_set() {
    zone=$1
    shift
    preference=0
    for pair in "$@"; do
        preference=$((preference + 10))
        echo "@ MX $preference ${pair%%=*}"
        for address in $(echo "${pair#*=}" | tr , ' '); do
            case $address in
            *:*) echo "${pair%%=*} AAAA $address" ;;
            *) echo "${pair%%=*} A $address" ;;
            esac
        done
    done | sort -u | lab_zone "$zone"
}

# keep: the last run's document, for what all of them are looked at for at the end.
mkdir "$work/json"
kept=0
keep() {
    [ "$starting" = no ] || return 0
    kept=$((kept + 1))
    cp "$work/out" "$work/json/$kept"
}

# judged STATUS VERDICT RULES DOMAIN [OPTION]...: errors and warnings but those of documentation
# addresses, and a set of one real host, which most of these zones have.
judged() {
    wanted=$1 verdict=$2 rules=$3 domain=$4
    shift 4
    run "$wanted" lab_in vantage "$check" -f json --allow-special --timeout 1.5 --greeting-timeout 8 \
        "$@" "$domain"
    keep
    [ "$starting" = no ] || return 0
    # shellcheck disable=SC2016 # the program is python's
    found=$(python3 -c '
import json, sys
domain = json.load(open(sys.argv[1]))["domains"][0]
rules = {f["rule"] for f in domain["findings"]} - {"single-real-host"}
print(domain["verdict"], *sorted(rules))' "$work/out" 2>&1) || true
    check "$domain $*: $verdict $rules, not $found" test "$found" = "$verdict${rules:+ $rules}"
}

# state_is ADDRESS STATE: what the last run said of an address.
state_is() {
    [ "$starting" = no ] || return 0
    found=$(grep -o "\"address\": \"$1\", \"state\": \"[a-z]*\"" "$work/out" | cut -d '"' -f 8) || true
    check "$1 is $2, not $found" test "$found" = "$2"
}
