#!/bin/sh
# What mxtrap-gen writes for nsupdate, by nsupdate and TSIG into BIND: a zone goes from an old spec to
# a new one, mxtrap-check finds it there, a second run changes nothing, and what somebody else
# changed meanwhile is not overwritten.
# MXTRAP_SOURCE, MXTRAP_SERVERS: the repository, what tests/servers.sh filled. MXTRAP_CHECK,
# MXTRAP_GEN: the tools.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/lab.sh"
lab_enter "$0" "$@"
. "$MXTRAP_SOURCE/tests/lib.sh"
lab_up
cd "$work"

lab_updates key

cat >old.yaml <<'END'
zone: oc9.com
ttl: 300
mx:
  - {dummy: mail1, preference: 1, address: [192.0.2.1, "2001:db8::1"]}
  - {real: master, preference: 5, address: [198.51.100.25, "2001:db8::25"]}
  - {real: slave2, preference: 6, address: 198.51.100.26}
  - {dummy: mail2, preference: 8, address: 192.0.2.2}
END
# A host less and a host more, an address moved, one more and one less, a preference, an owner.
cat >new.yaml <<'END'
zone: oc9.com
ttl: 600
owners: ["@", "*.lists"]
mx:
  - {dummy: mail1, preference: 1, address: 192.0.2.1}
  - {real: master, preference: 4, address: [198.51.100.25, "2001:db8::25"]}
  - {real: slave2, preference: 6, address: [198.51.100.26, "2001:db8::26"]}
  - {dummy: mail3, preference: 20, address: [192.0.2.3, "2001:db8::3"]}
END
sed 's/preference: 20/preference: 30/' new.yaml >next.yaml

# The zone as it is before: other records, of which none may change.
printf '%s\n' 'www A 198.51.100.80' '@ A 198.51.100.80' '@ TXT "v=spf1 mx -all"' \
    'alias CNAME www' '@ MX 10 www' | lab_zone oc9.com bind
printf '%s\n' '@ MX 10 mail.oc9.com.' | lab_zone other.com bind
lab_dns_up
lab_hosts_up
lab_firewall drop 192.0.2.1 192.0.2.2 192.0.2.3 2001:db8::1 2001:db8::3

transfer() {
    lab_in vantage dig +noall +answer +onesoa -k key "@$LAB_BIND" AXFR "$1" | sort
}
serial() {
    lab_in vantage dig +short "@$LAB_BIND" SOA "$1" | cut -d ' ' -f 3
}
# update STATUS SCRIPT [OPTION]...: what nsupdate makes of it, in $work/out and $work/err.
update() {
    wanted=$1 script=$2
    shift 2
    [ $# -gt 0 ] || set -- -k key
    { echo "server $LAB_BIND"; cat "$script"; } >script
    run "$wanted" lab_in vantage nsupdate "$@" script
}
# generated SPEC OPTION...: the script, in $work/script.SPEC.
generated() {
    spec=$1
    shift
    run 0 lab_in vantage "$gen" -q -f nsupdate "$@" "$spec.yaml"
    cp out "script.$spec"
}
live=axfr:oc9.com@$LAB_BIND
# What a transfer does not say: the dummies of each spec.
old_dummies="--dummy mail1.oc9.com --dummy mail2.oc9.com"
new_dummies="--dummy mail1.oc9.com --dummy mail3.oc9.com"
# judged SPEC OTHER: mxtrap-check finds the zone at BIND as SPEC has it, and not as OTHER.
judged() {
    is=$1 is_not=$2
    together 2 looks
}
looks() {
    run 0 lab_in vantage "$check" -q --allow-special --timeout 2.5 --greeting-timeout 30 \
        --server "$LAB_BIND" --spec "$is.yaml" oc9.com
    run 1 lab_in vantage "$check" -q --allow-special --timeout 2.5 --greeting-timeout 30 \
        --server "$LAB_BIND" --spec "$is_not.yaml" oc9.com
    check "drift from $is_not" grep -q '\[drift\]' out
}

# Without the key nothing is changed.
generated old
transfer oc9.com >before
update 2 script.old -v
transfer oc9.com >after
check "no update without a key" cmp before after

# Whatever was there: the MX set and the hosts' addresses are as the spec says, all else as it was.
update 0 script.old
judged old new
check "www is as it was" test "$(transfer oc9.com | grep -c '198.51.100.80')" -eq 2
check "the old exchanger is none" test "$(transfer oc9.com | grep -c 'MX.*www')" -eq 0
check "one change" test "$(serial oc9.com)" -eq 2
update 0 script.old
check "a second time nothing changes" test "$(serial oc9.com)" -eq 2
# shellcheck disable=SC2086 # words are meant
generated old --from "$live" --tsig-key key $old_dummies
check "nothing to do" test "$(grep -vc '^;' script.old)" -eq 0
update 0 script.old
check "nothing was done" test "$(serial oc9.com)" -eq 2
run 2 lab_in vantage "$gen" -f nsupdate --from "$live" old.yaml
err_has "[axfr-failed]"
out_is_empty
run 1 lab_in vantage "$gen" -f nsupdate --from "$live" --tsig-key key old.yaml
err_has "[roles-unknown]"
out_is_empty

# From the old spec to the new one, and from the live zone: the same zone comes out.
generated new --from old.yaml
cp script.new script.spec
transfer oc9.com >before
# shellcheck disable=SC2086
generated new --from "$live" --tsig-key key $old_dummies
update 0 script.spec
transfer oc9.com >from-spec
judged new old
check "one message, one change" test "$(serial oc9.com)" -eq 3
check "the hosts that are gone" test "$(grep -c '^mail2' from-spec)" -eq 0
check "the rest is as it was" \
    sh -c 'for file in before from-spec; do grep -E "www|TXT|CNAME|NS|80$" $file >$file.rest; done
        cmp before.rest from-spec.rest && [ "$(wc -l <before.rest)" -ge 6 ]'
update 2 script.spec
check "its prerequisites fail" grep -q "update failed: [NY]XRRSET" err
check "a script that was run fits no more" test "$(serial oc9.com)" -eq 3
generated new
update 0 script.new
check "overwritten with the same" test "$(serial oc9.com)" -eq 3
# shellcheck disable=SC2086
generated new --from "$live" --tsig-key key $new_dummies
update 0 script.new
check "from live nothing to do" test "$(grep -vc '^;' script.new)" -eq 0
check "nothing was done" test "$(serial oc9.com)" -eq 3

# Somebody else's change between the writing of the script and its run.
meddled() {
    generated next --from new.yaml
    printf 'zone oc9.com\n%s\nsend\n' "$1" >other
    update 0 other
    transfer oc9.com >before
    update 2 script.next
    check "refused: $1" grep -q 'update failed: [NY]XRRSET' err
    transfer oc9.com >after
    check "nothing is overwritten: $1" cmp before after
    printf 'zone oc9.com\n%s\nsend\n' "$2" >other
    update 0 other
}
meddled 'update add oc9.com. 600 MX 5 www.oc9.com.' 'update delete oc9.com. MX 5 www.oc9.com.'
meddled 'update delete mail3.oc9.com. AAAA' 'update add mail3.oc9.com. 600 AAAA 2001:db8::3'
meddled 'update add mail1.oc9.com. 600 A 192.0.2.9' 'update delete mail1.oc9.com. A 192.0.2.9'
meddled 'update add mail1.oc9.com. 600 AAAA 2001:db8::9' 'update delete mail1.oc9.com. AAAA'
update 0 script.next
judged next new

# And back, step by step as --diff has it: each script fits what the one before left.
run 0 "$gen" -q --diff -f json next.yaml old.yaml
steps=$(python3 -c '
import json, sys
print(*(s["step"] for s in json.load(sys.stdin)["steps"] if s["action"] == "publish"))' <out)
check "several publications" test "$(echo "$steps" | wc -w)" -ge 3
for step in $steps; do
    run 0 "$gen" -q --diff -f nsupdate --step "$step" next.yaml old.yaml
    cp out script.step
    update 0 script.step
done
judged old next

# A name that is an alias takes no address: BIND would pass over it without a word.
cat >alias.yaml <<'END'
zone: oc9.com
mx: [{dummy: mail1, address: 192.0.2.1}, {real: alias, address: 198.51.100.25}, {dummy: mail3, address: 192.0.2.3}]
ignore: {single-real-host: a test}
END
generated alias
transfer oc9.com >before
update 2 script.alias
err_has YXRRSET
transfer oc9.com >after
check "an alias stops it all" cmp before after

# Two zones in one script: the one that cannot be changed does not stop the other.
printf 'zones: [{zone: other.com, mx: [{dummy: a, address: 192.0.2.1}, {real: b, address: 198.51.100.25},
  {dummy: c, address: 192.0.2.2}], ignore: {single-real-host: a test}}]\n' >other.yaml
run 0 "$gen" -q -f nsupdate alias.yaml other.yaml
cp out script.both
update 2 script.both
check "the other zone is changed" test "$(serial other.com)" -eq 2
transfer oc9.com >after
check "and this one is not" cmp before after

# From a state that has the alias as an exchanger, it is taken away in the message that adds its
# addresses. (BIND takes no MX record of an alias, and no alias beside an address: hence three.)
alias=alias.oc9.com.
for change in "delete $alias CNAME\nupdate add $alias 300 A 198.51.100.80" \
    "add oc9.com. 300 MX 7 $alias" "delete $alias A\nupdate add $alias 300 CNAME www.oc9.com."; do
    printf 'zone oc9.com\nupdate %b\nsend\n' "$change" >other
    update 0 other
done
transfer oc9.com >live.zone
set -- -q --diff --dummy mail1.oc9.com --dummy mail2.oc9.com
run 0 "$gen" "$@" -f json live.zone alias.yaml
steps=$(python3 -c '
import json, sys
print(*(s["step"] for s in json.load(sys.stdin)["steps"] if s["action"] == "publish"))' <out)
for step in $steps; do
    run 0 "$gen" "$@" -f nsupdate --step "$step" live.zone alias.yaml
    cp out script.step
    update 0 script.step
done
transfer oc9.com >after
check "the alias is a host" grep -q '^alias.oc9.com.*	A	198.51.100.25$' after
check "and no alias" test "$(grep -c CNAME after)" -eq 0
generated alias --from alias.yaml
check "nothing is left to do" test "$(grep -vc '^;' script.alias)" -eq 0
update 0 script.alias

# The largest message that is written is one that nsupdate makes and BIND takes, as tests/cli/gen_changes.sh
# has it.
{
    printf 'zone: oc9.com\nignore: {too-many-exchangers: a test}\nowners: [customer0'
    seq -f ', customer%.0f' -s '' 246
    printf ']\nmx:\n- {dummy: mail1, address: 192.0.2.1}\n'
    for i in 0 1 2 3 4 5 6 7 8 9 10 11; do
        printf -- '- {real: master%d, address: 192.0.2.%d}\n' "$i" $((i + 2))
    done
    printf -- '- {dummy: mail3, address: 192.0.2.14}\n'
} >fits.yaml
generated fits
update 0 script.fits
check "the largest message" test "$(transfer oc9.com | grep -c 'customer.*MX')" -eq $((247 * 14))

finish 70
