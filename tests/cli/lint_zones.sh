#!/bin/sh
# What mxtrap-lint finds in zones: roles, includes, and the mistakes that zones in the wild have. Specs
# and policies beside them: lint_specs.sh.
set -eu
. "$(dirname "$0")/../lib.sh"
. "$(dirname "$0")/zones.sh"
cd "$source"
zone good "$(marked)" "$(hosts)"
zone warned '@ IN MX 10 mail1' "$(hosts)"
zone mailless

# Roles: by name, by comment, assumed, which is said in every format.
zone plain "$(marked | sed 's/;.*//')" "$(hosts)"
finds 0 "roles-assumed" --strict "$work/plain"
for form in text json sarif junit github; do
    run 0 "$lint" -f $form "$work/plain"
    out_has "roles-assumed"
    out_has "mail1.oc9.com. and mail3.oc9.com."
    out_has "--no-dummies"
done
finds 1 "dummy-between-reals last-not-dummy" --dummy mail1.oc9.com --dummy MAIL2.oc9.com. \
    "$work/plain"
finds 0 "" --strict --dummy mail1.oc9.com --dummy mail2.oc9.com. --dummy mail3.oc9.com "$work/plain"
finds 0 "not-trapped unknown-dummy" --dummy other.example "$work/good"
run 1 "$lint" --dummy mail1.oc9.con --dummy Mail2.oc9.com. --dummy zz.example "$work/good"
out_has 'mxtrap: warning: "mail1.oc9.con", named as a dummy, is not an exchanger of any zone; did you mean mail1.oc9.com.?'
out_has 'warning: "zz.example", named as a dummy, is not an exchanger of any zone ['
check "those that are exchangers are not told" test "$(grep -c unknown-dummy "$work/out")" -eq 2
run 0 "$lint" --dummy mail1 "$work/good"
out_has '"mail1", named as a dummy, is not an exchanger of any zone; did you mean mail1.oc9.com.?'
run 1 "$lint" --strict -q --dummy mail1.oc9.con "$work/good"
out_has "[unknown-dummy]"
finds 1 "last-not-dummy nothing-to-check" --dummy mail1.oc9.com "$work/mailless" "$work/good"
# A comment stands on any line of its record, behind another, in either case; not on the line above,
# and not in a string.
reals='@ IN MX 5 master ; mxtrap: real\n@ IN MX 6 slave2\n@ IN MX 10 mail3 ; mxtrap: dummy'
for record in '@ IN MX 1 mail1 ( ; mxtrap: dummy\n)' '@ IN MX 1 (\nmail1 ; mxtrap: dummy\n)' \
    '@ IN ( MX ; a\n1 ; b ; mxtrap: dummy\nmail1 ; c\n) ; d' '@ MX 1 mail1 ; first; mxtrap: dummy' \
    '@ IN MX 1 mail1 ; MXTRAP: Dummy, ignore single-real-host'; do
    zone lines "$(printf '%b\n' "$record" "$reals")" "$(hosts)"
    finds 0 "" --strict --ignore unused-ignore "$work/lines"
done
for record in '; mxtrap: dummy\n@ IN MX 1 mail1' '@ IN MX 1 mail1 ; mxtrap:dummies' \
    '@ IN MX 1 mail1 ; a mxtrap: dummy' '@ IN MX 1 (\nmail1\n) ; mxtrap: du'; do
    zone lines "$(printf '%b\n' "$record" "$reals")" "$(hosts)"
    finds 1 "first-not-dummy" "$work/lines"
done
# Rules in comments: a misspelt one is said, at each place where one may be; what follows the list is not.
cat >"$work/ignoring" <<'END'
$ORIGIN oc9.com.
  ; mxtrap: ignore single-real-hots
$TTL 3600
; mxtrap: ignore
; mxtrap: ignore zone-syntax, not-trapped
; mxtrap: ignore not-trapped, single-real-host because of money, and well-known reasons
@ IN SOA ns1 hostmaster 1 7200 900 1209600 3600
@ IN NS ns1
@ IN ALIAS host.example. ; mxtrap: ignore foreign-tipe foreign-type
@ IN MX 10 mail1 ; mxtrap: dummy, ignore foo, last-not-dummy
@ IN MX 20 mail2 ; mxtrap: real
END
run 1 "$lint" -f gcc "$work/ignoring"
cat >"$work/wanted" <<'END'
ignoring:2:3: warning: the comment ignores "single-real-hots", which is not the id of a rule; did you mean "single-real-host"? [unknown-rule]
ignoring:4:1: warning: no rule follows "ignore" in the comment [unknown-rule]
ignoring:5:1: warning: the comment ignores zone-syntax, which cannot be ignored [unknown-rule]
ignoring:9:6: warning: the comment ignores "foreign-tipe", which is not the id of a rule; did you mean "foreign-type"? [unknown-rule]
ignoring:10:1: warning: the comment ignores "foo", which is not the id of a rule [unknown-rule]
END
sed -n "s,^$work/,,; /unknown-rule/p" "$work/out" >"$work/got"
check "rules in comments" diff "$work/wanted" "$work/got"
check "the others are ignored" test "$(grep -cE '\[(last-not-dummy|single-real-host|foreign-type)\]' "$work/out")" -eq 0
# A misspelt role, or a misspelt "ignore" before the rules or after a role.
zone misspelt '@ IN MX 1 mail1 ; mxtrap: dumy' '@ IN MX 5 master ; mxtrap: Reel, it says' \
    '@ IN MX 6 slave2 ; mxtrap: real, ignored single-real-host' '@ IN MX 10 mail3 ; mxtrap: dummy, one of two' "$(hosts)"
sed -i '1i; mxtrap: ignroe first-not-dummy' "$work/misspelt"
run 1 "$lint" -f gcc "$work/misspelt"
sed -n "s,^$work/,,; /unknown-word/p" "$work/out" >"$work/got"
for row in '1:1 ignroe ignore' '7:1 dumy dummy' '8:1 Reel real' '9:1 ignored ignore'; do
    echo "$row" | sed 's/\(.*\) \(.*\) \(.*\)/misspelt:\1: warning: the comment says "\2": did you mean "\3"? [unknown-word]/'
done >"$work/wanted"
check "misspelt words" diff "$work/wanted" "$work/got"

# A comment that nothing needs is said where all is known that it may be about.
zone plain "$(marked | sed -e '1s/$/, ignore spf-void-lookups/' -e '2s/real/ignore bad-hostname/')" "$(hosts)"
sed '1i; mxtrap: ignore single-real-host, ttl-mismatch foreign-type, too-many-records, mta-sts-policy real-silent' \
    "$work/plain" >"$work/needless"
run 0 "$lint" -f gcc "$work/needless"
sed "s,^$work/,," "$work/out" >"$work/got"
for rule in single-real-host too-many-records ttl-mismatch foreign-type bad-hostname; do
    at=1
    [ $rule = bad-hostname ] && at=8
    echo "needless:$at:1: note: the comment ignores $rule, which finds nothing in this zone [unused-ignore]"
done >"$work/wanted"
check "needless comments" diff "$work/wanted" "$work/got"
finds 0 "" --ignore unused-ignore "$work/needless"
finds 0 "not-trapped" --no-dummies "$work/needless" # the comment may be about the roles of the file
sed '/SOA/d' "$work/needless" >"$work/part"
finds 0 "" --origin oc9.com "$work/part"
{ cat "$work/needless" && echo 'x IN MX y z'; } >"$work/unread"
finds 2 "zone-syntax" "$work/unread"
zone needed '@ IN ALIAS host.example.' '@ IN MX 1 mail1 ; mxtrap: dummy, ignore single-real-host, foreign-type' \
    '@ 60 IN MX 2 under_score ; mxtrap: real, ignore ttl-mismatch bad-hostname too-many-records' \
    '@ IN MX 10 mail3 ; mxtrap: dummy' 'under_score A 20.0.0.1' "$(hosts)" \
    "$(seq 110 | sed 's/.*/many TXT "&"/')"
finds 0 "" "$work/needed"
finds 0 "dummy-lacks-family special-purpose-address" --dummy other.example examples/oc9.yaml
finds 1 "first-not-dummy" --dummy mail2.oc9.com --dummy mail3.oc9.com "$work/good"
run 2 "$lint" --dummy a..b "$work/good"
err_has "has an empty label"
zone commented "$(marked | sed 's/mail3 ; mxtrap: dummy/mail3 ; mxtrap: real/')" "$(hosts)"
finds 1 "dummy-between-reals last-not-dummy" "$work/commented"
# A comment on one record is enough: the others are real.
zone once "$(marked | sed '2,$s/;.*//')" "$(hosts)"
finds 1 "last-not-dummy" "$work/once"
zone words '@ IN MX 1 mail1 ;mxtrap:dummy, silent' '@ IN MX 5 master ; mxtrap: real.' \
    '@ IN MX 6 slave2 ; mxtrap: host' '@ IN MX 10 mail3 ; mxtrap: dummy; see it' "$(hosts)"
finds 0 "" --strict "$work/words"
zone three '@ IN MX 1 mail1' '@ IN MX 5 master' '@ IN MX 10 mail3' "$(hosts)"
finds 0 "roles-assumed single-real-host" "$work/three"
finds 0 "not-trapped" --no-dummies "$work/three"
finds 0 "not-trapped" --no-dummies "$work/good"
run 2 "$lint" --no-dummies --dummy mail1.oc9.com "$work/three"
err_has "--dummy and --no-dummies exclude each other"
zone two '@ IN MX 1 mail1' '@ IN MX 5 master' "$(hosts)"
finds 0 "not-trapped" "$work/two"
finds 0 "not-trapped" "$work/warned"
# Each owner for itself: comments at one are none at another.
zone owners "$(marked)" 'sub IN MX 1 mail1' 'sub IN MX 5 master' 'sub IN MX 6 slave2' \
    'sub IN MX 10 mail3' "$(hosts)"
finds 0 "" --strict "$work/owners"

# A fragment's zone: --origin, else the nearest name above its owners.
{
    marked
    hosts | sed '/mail3/d'
} >"$work/relative"
finds 0 "" --strict --origin oc9.com "$work/relative"
finds 0 "" --strict --origin oc9.com. "$work/relative"
run 2 "$lint" --origin a..b "$work/relative"
err_has "has an empty label"
sed 's/mail3 /mail3.oc9.com /' "$work/relative" >"$work/dotless"
finds 0 "missing-final-dot" --origin oc9.com "$work/dotless"

# Without either, names are below the root, which is told where it matters: then nothing but what has
# one label is known to be inside the zone.
finds 0 "unknown-origin" "$work/relative"
finds 1 "unknown-origin" --strict "$work/relative"
zone adrift "$(marked | sed 's/ ;/.oc9.com. ;/')" "$(hosts)"
sed -i '/^\$ORIGIN/d' "$work/adrift"
finds 0 "unknown-origin" "$work/adrift"
finds 0 "" --strict --origin oc9.com "$work/adrift"
sed 's/ MX 10 .*/ MX 10 lost ; mxtrap: dummy/' "$work/adrift" >"$work/lost"
finds 1 "target-no-address unknown-origin" "$work/lost"
for record in 'lost NS ns.example.org.' '* A 20.0.0.9' 'lost CNAME example.org.'; do
    { cat "$work/lost"; echo "$record"; } >"$work/found"
    case $record in
    *CNAME*) finds 1 "target-is-cname unknown-origin" "$work/found" ;;
    *) finds 0 "unknown-origin" "$work/found" ;;
    esac
done
sed 's/^@/oc9.com./; s/^[a-z0-9]* /&/; /^[mns]/s/ /.oc9.com. /' "$work/adrift" >"$work/absolute"
finds 0 "" --strict "$work/absolute"
finds 0 "" --strict --origin . "$work/absolute"
printf '%s\n' '$TTL 60' '@ SOA a. b. 1 2 3 4 5' '@ NS a.' 'a A 20.0.0.1' >"$work/mailless"
finds 1 "nothing-to-check" --strict "$work/mailless"

# A TTL that BIND takes for 0, with a warning.
for ttl in 0 2147483647 3550w; do
    sed "s/^\$TTL .*/\$TTL $ttl/" "$work/good" >"$work/ttl"
    finds 0 "" --strict "$work/ttl"
done
for ttl in 2147483648 4294967295 3551w; do
    sed "s/^\$TTL .*/\$TTL $ttl/" "$work/good" >"$work/ttl"
    finds 0 "zone-syntax" "$work/ttl"
    run 1 "$lint" --strict "$work/ttl"
    out_has "ttl:2:6: warning: a TTL above 2147483647 counts as 0 [zone-syntax]"
    check "told once" test "$(findings "$work/out" | wc -l)" -eq 1
    sed "s/^ns1 IN/ns1 $ttl IN/" "$work/good" >"$work/ttl"
    finds 0 "zone-syntax" "$work/ttl"
    zone ttl "$(marked)" "$(hosts)" "\$GENERATE 1-9 x\$ $ttl A 20.0.1.\$"
    finds 0 "zone-syntax" "$work/ttl"
done
echo '$TTL 4294967296' >"$work/ttl"
finds 2 "zone-syntax" "$work/ttl"

# $INCLUDE: relative to the file that includes; refused; confined to a folder.
mkdir "$work/root" "$work/root/sub" "$work/outside"
marked >"$work/root/sub/mx"
marked | sed 's/MX 1 /MX 7 /' >"$work/root/sub/broken"
printf 'secret-word has no sense\n@ IN MX secret-number mail1\n' >"$work/outside/secret"
zone root/good "\$INCLUDE sub/mx" "$(hosts)"
zone root/broken "\$INCLUDE sub/broken" "$(hosts)"
zone root/none "\$INCLUDE sub/none" "$(marked)" "$(hosts)"
zone root/loop "\$INCLUDE loop" "$(marked)" "$(hosts)"
zone root/path "\$INCLUDE ../outside/secret" "$(marked)" "$(hosts)"
zone root/absent "\$INCLUDE ../outside/absent" "$(marked)" "$(hosts)"
zone root/link "\$INCLUDE sub/link" "$(marked)" "$(hosts)"
zone root/folder "\$INCLUDE linked/secret" "$(marked)" "$(hosts)"
zone root/device "\$INCLUDE /dev/zero" "$(marked)" "$(hosts)"
ln -s ../../outside/secret "$work/root/sub/link"
ln -s ../outside "$work/root/linked"
finds 0 "" --strict "$work/root/good"
finds 0 "" --strict --include-root "$work/root" "$work/root/good"
finds 0 "" --strict --include-root "$work/root/sub" "$work/root/good"
finds 1 "first-not-dummy" "$work/root/broken"
run 1 "$lint" "$work/root/broken"
out_has "root/sub/broken:2:"
for zone in none loop device; do
    finds 2 "unreadable" "$work/root/$zone"
    run 2 "$lint" "$work/root/$zone"
    out_has "root/$zone:6:"
done
finds 2 "unreadable" --no-include "$work/root/good"
finds 0 "" --no-include --strict "$work/good"
finds 2 "zone-syntax" "$work/root/path"
for zone in path absent link folder; do
    run 2 "$lint" --include-root "$work/root" "$work/root/$zone"
    out_has "root/$zone:6:10: error: "
    out_has "[unreadable]"
    check "$zone: nothing of the file outside" test "$(grep -c 'secret-' "$work/out" "$work/err" |
        awk -F: '{ n += $2 } END { print n }')" -eq 0
    check "$zone: one finding" test "$(findings "$work/out" | wc -l)" -eq 1
    findings "$work/out" | sed 's/.*": //' >"$work/$zone.told"
done
check "outside and absent are told alike" cmp "$work/path.told" "$work/absent.told"
check "a link and absent are told alike" cmp "$work/link.told" "$work/absent.told"
finds 2 "unreadable" --include-root "$work/none" "$work/root/good"
# What an included file says is not repeated, be it within the root.
cp "$work/outside/secret" "$work/root/sub/mistaken"
zone root/mistaken "\$INCLUDE sub/mistaken" "$(marked)" "$(hosts)"
run 2 "$lint" --include-root "$work/root" "$work/root/mistaken"
check "no text of an included file" test "$(grep -c 'secret-' "$work/out")" -eq 0
out_has "sub/mistaken:1:"

# Where a path leads nowhere from there, it is relative to the working directory, as BIND has it; the
# root holds for both.
mkdir "$work/root/shared"
marked >"$work/root/shared/mx"
marked | sed '/mail1/d' >"$work/root/mx"
echo '$INCLUDE mx' >"$work/root/shared/inner"
for include in shared/mx shared/inner; do
    zone root/sub/from "\$INCLUDE $include" "$(hosts)"
    finds 2 "unreadable" "$work/root/sub/from"
    cd "$work/root"
    finds 0 "" --strict "sub/from"
    finds 0 "" --strict --include-root . "sub/from"
    finds 2 "unreadable" --include-root sub "sub/from"
    cd "$source"
done
zone root/sub/from "\$INCLUDE mx" "$(hosts)"
marked >"$work/root/sub/mx"
cd "$work/root"
finds 0 "" --strict "sub/from"
rm sub/mx
finds 1 "first-not-dummy" "sub/from"
cd "$source"

# A fragment that mxtrap-gen writes has the roles and the findings of its spec.
roles() {
    /usr/bin/python3 -c '
import json, sys
for layout in json.load(sys.stdin)["layouts"]:
    for exchanger in layout["exchangers"]:
        print(layout["owner"], exchanger["host"], exchanger["role"])'
}
compared=0
for spec in examples/*.yaml; do
    mkdir "$work/fragments"
    run 0 "$gen" -o "$work/fragments/" "$spec"
    sed -n 's/.* \[\([a-z-]*\)\]$/\1/p' "$work/err" | sort -u >"$work/wanted"
    "$lint" -f json "$work"/fragments/* >"$work/out" || true
    rules | tr ' ' '\n' >"$work/got"
    check "$spec: the fragment has the findings of the spec" cmp "$work/wanted" "$work/got"
    # Findings tell little of roles while all is well. So dummies and real hosts change places: by
    # name, over the comments, and then in the comments; both say the same, and much is wrong.
    "$gen" -q -f json "$spec" >"$work/spec.json"
    roles <"$work/spec.json" >"$work/roles"
    set --
    while read -r _ host role; do
        [ "$role" != real ] || set -- "$@" --dummy "$host"
    done <"$work/roles"
    check "$spec: has real hosts" test $# -gt 0
    for fragment in "$work"/fragments/*; do
        "$lint" "$@" "$fragment" >"$work/all" || true
        findings "$work/all" >"$work/by-name"
        cp "$fragment" "$work/straight"
        sed 's/mxtrap: dummy/mxtrap: x/; s/mxtrap: real/mxtrap: dummy/; s/mxtrap: x/mxtrap: real/' \
            "$work/straight" >"$fragment"
        run 1 "$lint" "$fragment"
        out_has "[first-not-dummy]"
        out_has "[last-not-dummy]"
        findings "$work/out" >"$work/by-comment"
        check "$spec: the fragment has the roles of the spec" cmp "$work/by-comment" "$work/by-name"
        compared=$((compared + 1))
    done
    rm -r "$work/fragments"
done
check "fragments were compared" test "$compared" -ge 5

# The mistakes of zones in the wild.
zone dot "$(marked | sed 's/1 mail1/1 mail1.oc9.com/')" "$(hosts)"
finds 1 "missing-final-dot target-no-address" "$work/dot"
run 1 "$lint" "$work/dot"
out_has "mail1.oc9.com.oc9.com."
zone alias "$(marked)" "$(hosts | sed 's/^mail3.*/mail3 IN CNAME mail2/')"
finds 1 "target-is-cname" "$work/alias"
zone dname "$(marked | sed 's/10 mail3/10 mail3.moved/')" "$(hosts)" 'moved IN DNAME example.'
finds 1 "target-is-cname" "$work/dname"
zone shared "$(marked)" "$(hosts | sed 's/30.0.0.3/20.0.0.1/')"
finds 1 "address-shared-with-real" "$work/shared"
run 1 "$lint" "$work/shared"
out_has "mail3.oc9.com. has the address 20.0.0.1 of the real host master.oc9.com."
zone equal "$(marked | sed 's/MX 1 /MX 5 /')" "$(hosts)"
finds 1 "dummy-real-tie" "$work/equal"
zone all-equal "$(marked | sed 's/MX [0-9]* /MX 5 /')" "$(hosts)"
finds 1 "dummy-real-tie" "$work/all-equal"
zone null '@ IN MX 0 .' "$(marked)" "$(hosts)"
finds 1 "null-mx-not-alone" "$work/null"
zone null-alone "$(marked)" "$(hosts)" 'sub IN MX 0 .'
finds 0 "" --strict "$work/null-alone"
zone front "$(marked | sed '/mail[23]/d')" "$(hosts)"
finds 1 "last-not-dummy" "$work/front"
zone back "$(marked | sed '/mail1/d')" "$(hosts)"
finds 1 "first-not-dummy" "$work/back"
zone sub "$(marked)" "$(hosts)" 'sub IN MX 10 master ; mxtrap: real' '* IN MX 10 slave2'
finds 0 "not-trapped" "$work/sub"
run 1 "$lint" --strict "$work/sub"
out_has "sub.oc9.com.: no exchanger is a dummy"
out_has "*.oc9.com.: no exchanger is a dummy"
zone five "$(marked)" "$(hosts)" 'mail1 IN A 30.0.0.11' 'mail1 IN A 30.0.0.12' \
    'mail1 IN AAAA 2a00::1' 'mail1 IN AAAA 2a00::2'
run 1 "$lint" "$work/five"
out_has ": error: oc9.com.: a default Postfix on a host with IPv4 and IPv6 reaches no real host"
out_has "mail1.oc9.com. (30.0.0.1, 30.0.0.11, 30.0.0.12, 2a00::1, 2a00::2)"
zone four "$(marked)" "$(hosts)" 'mail1 IN A 30.0.0.11' 'mail1 IN A 30.0.0.12' \
    'mail1 IN AAAA 2a00::1'
finds 0 "front-dummy-retries too-many-exchangers" "$work/four"
zone behind "$(marked)" "$(hosts)" 'mail1 IN A 30.0.0.11' 'mail1 IN A 30.0.0.12' \
    'master IN A 20.0.0.11' 'master IN A 20.0.0.12' 'master IN A 20.0.0.13'
run 0 "$lint" "$work/behind"
out_has "slave2.oc9.com. is a real host after 5 addresses, and Postfix tries no more"
zone five-hosts "$(for i in 1 2 3 4 5; do echo "@ IN MX $i a$i ; mxtrap: dummy"; done)" \
    '@ IN MX 10 master ; mxtrap: real' '@ IN MX 11 slave2 ; mxtrap: real' \
    '@ IN MX 12 mail3 ; mxtrap: dummy' "$(for i in 1 2 3 4 5; do echo "a$i IN A 30.0.1.$i"; done)" \
    "$(hosts)"
run 1 "$lint" "$work/five-hosts"
out_has ": error: oc9.com.: a default Postfix on a host with IPv4 and IPv6 reaches no real host"
out_has "a1.oc9.com. (30.0.1.1), a2.oc9.com. (30.0.1.2), a3.oc9.com. (30.0.1.3), a4.oc9.com. (30.0.1.4)"
zone literal "$(marked | sed 's/10 mail3/10 30.0.0.3/')" "$(hosts)"
finds 1 "target-ip-literal" "$work/literal"
zone private "$(marked)" "$(hosts | sed 's/30.0.0.3/127.0.0.1/')"
finds 1 "special-purpose-address" "$work/private"
zone documentation "$(marked)" "$(hosts | sed 's/30.0.0.3/192.0.2.3/')"
finds 0 "special-purpose-address" "$work/documentation"

# IPv6 that the dummies lack, and all of it on one zone: each mistake is found beside the others.
zone family "$(marked)" "$(hosts)" 'master IN AAAA 2a00::1'
finds 0 "dummy-lacks-family" --strict "$work/family"
zone wild '@ IN MX 0 .' '@ IN MX 1 mail1.oc9.com' '@ IN MX 2 mail2' '@ IN MX 5 alias' \
    '@ IN MX 5 master' '@ IN MX 10 mail3' '@ IN MX 10 slave2' 'sub IN MX 10 master' \
    'front IN MX 1 mail3' 'front IN MX 5 slave2' 'five IN MX 1 many' 'five IN MX 5 slave2' \
    'five IN MX 6 slave1' 'five IN MX 9 mail3' 'alias IN CNAME master' 'master IN AAAA 2a00::1' \
    'slave1 IN A 20.0.0.4' 'slave2 IN AAAA 2a00::3' 'many IN AAAA 2a00::2' \
    "$(for i in 1 2 3 4; do echo "many IN A 30.0.1.$i"; done)" \
    "$(hosts | sed 's/30.0.0.3/20.0.0.4/')"
run 1 "$lint" -f json --dummy mail1.oc9.com.oc9.com --dummy mail2.oc9.com --dummy mail3.oc9.com \
    --dummy many.oc9.com "$work/wild"
for rule in missing-final-dot target-is-cname address-shared-with-real dummy-real-tie \
    null-mx-not-alone last-not-dummy not-trapped dummy-lacks-family front-dummy-addresses; do
    check "$rule is found among others" test "$(rules | tr ' ' '\n' | grep -cx "$rule")" -eq 1
done

# A host that is a dummy in one set of the zone is none to be reached in a smaller one.
zone small "$(marked)" "$(hosts)" 'sub IN MX 10 mail1'
finds 1 "no-real-host" "$work/small"
zone small "$(marked)" "$(hosts)" 'sub IN MX 10 mail1 ; mxtrap: real'
run 1 "$lint" -f json "$work/small"
check "a comment says otherwise" test "$(rules)" = "address-shared-with-real not-trapped"

# More owners than 16 bits count: the first and the last are looked at like all others.
zone owners "$(seq 1 65538 | sed -e 's/.*/o& MX 10 ns1/' -e '1s/ns1/first/' -e '$s/ns1/last/')"
run 1 "$lint" -q "$work/owners"
out_has "o1.oc9.com.: first.oc9.com. is in the zone but has no address there"
out_has "o65538.oc9.com.: last.oc9.com. is in the zone but has no address there"

finish 300
