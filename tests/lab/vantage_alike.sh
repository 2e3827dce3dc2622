# shellcheck shell=sh
# All exchangers are one machine whose silencing rules are gone. Sourced by vantage.sh.

# With a spec that is a failure, whatever family is looked at.
family_judged 1 fail dummy-answers box.com --spec "$work/box.com.yaml"
family_judged 1 fail dummy-answers box.com --spec "$work/box.com.yaml" --control control.com
lab_cut ip6
judged 1 fail "dummy-answers egress-blocked" box.com --spec "$work/box.com.yaml"
judged 1 fail dummy-answers box.com --spec "$work/box.com.yaml" -4
# Without one it may be a proxy: no address of the run shows that it is none.
judged 3 inconclusive transparent-proxy box.com -4
judged 3 inconclusive "egress-blocked transparent-proxy" box.com
lab_mend
family_judged 3 inconclusive transparent-proxy box.com
out_has "--silent-control shows whether it does"

# A host that greets otherwise, one that is silent, and another domain's dummies do.
family_judged 1 fail not-trapped box.com --control control.com
family_judged 1 fail not-trapped box.com --silent-control 5.9.25.1 --silent-control 2a01:4f8:25::1
for order in "box.com remote.com" "remote.com box.com"; do
    # shellcheck disable=SC2086 # two words
    run 1 lab_in vantage "$check" -f ndjson --timeout 1.5 $order
    check "in a run with dummies: fail" grep -q '"domain": "box.com", "verdict": "fail"' "$work/out"
    check "and they pass" grep -q '"domain": "remote.com", "verdict": "pass"' "$work/out"
done
run 2 lab_in vantage "$check" --silent-control mx.example.com box.com
err_has 'a control for silence is an address, not "mx.example.com"'
