#!/bin/sh
# mxtrap-check -f spec: what is live as a spec, which mxtrap-gen reads and from which the same DNS does
# not drift. A domain is left out where nothing shows a role: the hosts are named, and the reason.
set -eu
. "$(dirname "$0")/../lib.sh"
cd "$work"

cat >live.yaml <<'YAML'
zone: live.example
mx:
  - {dummy: d1, address: 192.0.2.1}
  - {real: r1, address: [198.51.100.1, "2001:db8::1"], ttl: 2h}
  - {real: mx.other.example.}
  - {dummy: d2, address: ["2001:db8::2", 192.0.2.2]}
sets:
  - {owners: plain, mx: [{real: r1}, {real: r2, address: 198.51.100.2}]}
  - {owners: nomail, mx: none}
YAML
cat >other.yaml <<'YAML'
zone: other.example
ttl: 5m
mx:
  - {real: mx, address: 198.51.100.3}
YAML
# live STATUS OPTIONS WORDS: the check in a rehearsal of both.
live() {
    # shellcheck disable=SC2086 # words are meant
    run "$1" timeout 120 "$lab" -q $2 live.yaml other.yaml -- "$check" --timeout=1.2 $3
}
all="live.example nomail.live.example OTHER.example plain.live.example live.example"

# Not judged: no set but the first traps anyone.
live 0 "" "-f spec --allow-special $all"
check "nothing on standard error" test ! -s err
cp out imported.yaml
cat >wanted.yaml <<'YAML'
# yaml-language-server
zones:
- zone: live.example
  ttl: 1h
  mx:
  - dummy: d1
    preference: 10
    address: 192.0.2.1
  - real: r1
    preference: 20
    address: [198.51.100.1, "2001:db8::1"]
    ttl: 2h
  - real: mx.other.example.
    preference: 30
  - dummy: d2
    preference: 40
    address: [192.0.2.2, "2001:db8::2"]
- zone: nomail.live.example
  ttl: 1h
  mx: none
- zone: other.example
  ttl: 5m
  mx:
  - real: mx
    preference: 10
    address: 198.51.100.3
- zone: plain.live.example
  ttl: 1h
  mx:
  - real: r1.live.example.
    preference: 10
  - real: r2.live.example.
    preference: 20
YAML
check "the spec, without its remarks" sh -c \
    'sed "1s/:.*//; /^  #/d" imported.yaml | diff wanted.yaml -'
for words in "DNS and port 25; a host where nothing listens is a dummy" "is a zone of its own here" \
    "Addresses elsewhere: r1.live.example., r2.live.example."; do
    check "remark: $words" grep -q "^  # .*$words" imported.yaml
done
run 0 "$gen" -f bind imported.yaml
run 0 "$gen" -f spec imported.yaml
live 0 "" "-f json --allow-special --spec=imported.yaml"
check "no drift" sh -c '! grep -q "\"drift\"" out'
check "all domains of it pass" grep -q '"summary": {"pass": 4, "fail": 0, "inconclusive": 0}' out

# A dummy that answers is what it does: real.
live 0 --answer=d1.live.example "-f spec --allow-special live.example"
out_has "real: d1"

# refused STATUS OPTIONS WORDS MESSAGE: nothing is written of a domain.
refused() {
    live "$1" "$2" "-f spec $3"
    check "nothing is written: $3" test ! -s out
    err_has "$4"
}
unknown="no spec is written: the role or the addresses of these hosts are not known:"
refused 3 "" "live.example" "live.example.: $unknown d1.live.example., "
err_has "--allow-special probes it anyway"
refused 3 "" "--allow-special --no-probe live.example" "$unknown d1.live.example., r1.live.example., "
refused 3 "" "--allow-special -4 live.example" "$unknown d1.live.example., r1.live.example., "
refused 1 "" "--allow-special gone.live.example" "gone.live.example.: the domain does not exist"
refused 3 "" "--allow-special --deadline=0.1 live.example" "mxtrap-check: no spec is written: the run is not complete"
refused 3 "--silence=r1.live.example --silence=mx.other.example" "--allow-special live.example" "$unknown"
err_has "[egress-blocked]"

# The others are written. A host with an address that the rehearsal made up shows nothing.
sed 's/live.example/lost.example/; s/{real: r1, .*/{real: r1}/; /mx.other/d; s/"2001:db8::2", //' live.yaml >lost.yaml
run 3 timeout 120 "$lab" -q lost.yaml other.yaml -- "$check" --timeout=1.2 -f spec --allow-special \
    lost.example other.example
err_has "lost.example.: no spec is written: the verdict is inconclusive"
check "of one domain" grep -q "^zone: other.example" out

finish 36
