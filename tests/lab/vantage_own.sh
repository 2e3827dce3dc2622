# shellcheck shell=sh
# The check on the mail server itself. Sourced by vantage.sh.

# Nothing shows that the port can be reached: the only host that answers is this machine.
for spec in "" "--spec=$work/server.com.yaml"; do
    # shellcheck disable=SC2086 # no word is meant where there is none
    family_judged 3 inconclusive egress-blocked server.com $spec
done
judged 3 inconclusive egress-blocked server.com -4
out_has "5.9.26.200, which is an address of this machine and proves nothing"
judged 3 inconclusive egress-blocked server.com -6
out_has "2a01:4f8:26:200::25, which is an address of this machine and proves nothing"
open_network drop ip ip6
family_judged 3 inconclusive egress-blocked server.com
family_judged 3 inconclusive egress-blocked server.com --control 5.9.26.200 --control 2a01:4f8:26:200::25
open_network

# A control elsewhere shows it; that the real host answered from inside is said.
family_judged 0 pass own-address server.com --control control.com
family_judged 0 pass own-address server.com --control control.com --spec "$work/server.com.yaml"
out_has "is an address of this machine"
# A rehearsal wants it to count.
family_judged 0 pass "" server.com --allow-special

# The source of the connection is not always the address itself.
lab_in vantage python3 "$LAB_SOURCE/hostile_smtp.py" 5.9.26.210=answers &
lab_until 60 lab_in vantage python3 "$LAB_SOURCE/greeting.py" --expect answers 5.9.26.210 ||
    lab_fail "5.9.26.210 does not greet"
judged 3 inconclusive egress-blocked second.com -4

# A policy route: only what goes to port 25 stays on this machine.
ruled="5.9.26.220/32 2a01:4f8:26:60::25/128"
for address in $ruled; do
    lab_in vantage ip address add "$address" dev lo
done
sleep 0.2
lab_in vantage python3 "$LAB_SOURCE/hostile_smtp.py" 5.9.26.220=answers 2a01:4f8:26:60::25=answers &
for address in $ruled; do
    lab_until 60 lab_in vantage python3 "$LAB_SOURCE/greeting.py" --expect answers "${address%/*}" ||
        lab_fail "$address does not greet"
    lab_in vantage ip address del "$address" dev lo
    family=-4
    case $address in *:*) family=-6 ;; esac
    lab_in vantage ip "$family" route add local "$address" dev lo table 100
    lab_in vantage ip "$family" rule add to "$address" ipproto tcp dport 25 lookup 100
done
family_judged 3 inconclusive egress-blocked ruled.com
out_has "is an address of this machine and proves nothing"

# A dummy on this machine: neither its silence nor its answer is what others meet.
family_judged 3 inconclusive egress-blocked inside.com --spec "$work/inside.com.yaml"
family_judged 3 inconclusive egress-blocked inside.com
out_has "d1.inside.com. [2a01:4f8:26:200::25]"
lab_in vantage nft -f - <<'RULES'
table inet own {
    chain input {
        type filter hook input priority 0;
        ip daddr 5.9.26.200 tcp dport 25 drop
        ip6 daddr 2a01:4f8:26:200::25 tcp dport 25 drop
    }
}
RULES
family_judged 3 inconclusive egress-blocked inside.com --spec "$work/inside.com.yaml"
out_has "an address of this machine"
judged 0 pass "" inside.com --spec "$work/inside.com.yaml" --allow-special
lab_in vantage nft delete table inet own
judged 1 fail dummy-answers inside.com --spec "$work/inside.com.yaml" --allow-special
