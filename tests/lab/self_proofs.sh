# shellcheck shell=sh
# What holds in a lab that is up. Sourced by self.sh; $2 gets its namespaces.

proved() {
    echo "ok: $*"
}

# proved "$what" when each ADDRESS=STATE met what it says; all are asked at once. A deadline of seconds
# first.
meets() {
    what=$1
    seconds=$2
    shift 2
    lab_greets --timeout "$seconds" "$@" >"$LAB/met" 2>&1 ||
        lab_fail "$what: $*, but $(cat "$LAB/met")"
    proved "$what"
}

# The last of those said so: ADDRESS, STATE SECONDS WORDS.
said() {
    grep -q -e "^$1 $2" "$LAB/met" || lab_fail "$1 did not say $2: $(cat "$LAB/met")"
}

# The status and the answer to a question of the vantage: NAME TYPE EXPECTED [dig's options].
resolves() {
    name=$1
    type=$2
    expected=$3
    shift 3
    lab_in vantage dig +time=10 +tries=1 +nocookie "$@" "$name" "$type" >"$LAB/dig" 2>&1 || true
    grep -q -e "$expected" "$LAB/dig" ||
        { cat "$LAB/dig" >&2 && lab_fail "$type of $name: not $expected"; }
    proved "$type of $name: $expected"
}

# How many of 400 questions sent at once are answered, out of a family's address of NSD.
datagrams() {
    lab_in vantage python3 - "$1" <<'END'
import socket
import sys
import time

QUERY = b"\0\0\0\0\0\1\0\0\0\0\0\0\3com\0\0\6\0\1"
family = socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET
server = socket.socket(family, socket.SOCK_DGRAM)
server.connect((sys.argv[1], 53))
answers = 0
# In bursts that a socket's buffer holds: nothing is lost but on the way.
for burst in range(8):
    for number in range(50):
        server.send(number.to_bytes(2, "big") + QUERY[2:])
    deadline = time.monotonic() + 1
    expected = answers + 50
    while answers < expected and (left := deadline - time.monotonic()) > 0:
        server.settimeout(left)
        try:
            server.recv(4096)
        except TimeoutError:
            break
        answers += 1
print(answers)
END
}

lab_up
lab_namespaces >"$LAB/namespaces"
cat "$LAB/namespaces" >"$2"

# The firewall, on closed ports: an address by itself refuses.
for range in 192.0.2. 5.9.25. 2001:db8:: 2a01:4f8:25::; do
    lab_firewall drop "${range}11"
    lab_firewall reset "${range}12"
    lab_firewall net "${range}13"
    lab_firewall host "${range}14"
    lab_firewall prohibited "${range}15"
    lab_firewall port "${range}16"
done
# A port unreachable is to connect() what a reset is: only the error queue tells them apart.
for state in 10=refused 11=silent 12=refused 13=unreachable 14=unreachable 15=unreachable \
    16=refused; do
    printf '%s\n' "192.0.2.$state" "5.9.25.$state" "2001:db8::$state" "2a01:4f8:25::$state"
done >"$LAB/states"
# shellcheck disable=SC2046 # words are meant
meets "the firewall's states, in both families" 10 $(cat "$LAB/states")
for said in 192.0.2.13:unreachable 192.0.2.14:route 2001:db8::13:unreachable \
    2001:db8::14:route 2001:db8::15:ermission; do
    said "${said%:*}" ".*${said##*:}"
done

# Each attempt once, although the kernel sends SYNs to 192.0.2.11 again.
lab_firewall open
lab_firewall drop 192.0.2.11
lab_capture "$LAB/attempts"
for address in 2001:db8::10 192.0.2.11 5.9.25.10 192.0.2.10 192.0.2.11; do
    lab_greets --timeout 1.5 "$address" >"$LAB/said"
    echo "$address" >>"$LAB/tried"
done
kill "$lab_capturing"
sed -n 's/^[0-9.]* //p' "$LAB/attempts" | diff -u "$LAB/tried" - >&2 ||
    lab_fail "the capture has other attempts than were made"
awk '/^#/ { next } $1 + 0 < last { exit 1 } { last = $1 + 0; n++ }
    n == 2 { silent = $1 } n == 3 && $1 - silent < 1.4 { exit 1 }' "$LAB/attempts" ||
    lab_fail "the capture's seconds: $(cat "$LAB/attempts")"
proved "attempts are captured in order, with their seconds"

lab_zone oc9.com <<'END'
@ MX 1 mail1
@ MX 5 master
@ MX 6 slave2
mail1 A 192.0.2.1
master A 198.51.100.25
master AAAA 2001:db8::25
slave2 A 198.51.100.26
END
lab_zone nomx.com <<'END'
@ A 192.0.2.80
END
lab_zone nullmx.com <<'END'
@ MX 0 .
END
lab_zone cname.com <<'END'
@ MX 10 alias
alias CNAME master.oc9.com.
END
lab_zone signed.com sign <<'END'
@ MX 10 master.oc9.com.
END
lab_zone bogus.com bogus <<'END'
@ MX 10 master.oc9.com.
END
lab_zone stale.com nsd <<'END'
@ MX 10 new
END
lab_zone stale.com bind <<'END'
@ MX 10 old
END
# More than 1232 bytes: the answer must come by TCP.
for number in 1 2 3 4 5 6 7 8 9; do
    for other in 0 1 2 3 4 5 6 7 8 9; do
        echo "@ MX $number$other host-with-a-long-name-$number$other"
    done
done | lab_zone large.com
lab_broken servfail.com
lab_dead dead.com
lab_dns_up
for server in "$LAB_UNBOUND" "$LAB_UNBOUND6" "$LAB_NSD" "$LAB_NSD6" "$LAB_BIND" "$LAB_BIND6"; do
    resolves oc9.com MX 'MX[[:space:]]*5 master.oc9.com.' "@$server"
done
resolves oc9.com MX 'MX[[:space:]]*5 master.oc9.com.'
resolves nomx.com MX 'ANSWER: 0,'
resolves nullmx.com MX 'MX[[:space:]]*0 \.'
resolves alias.cname.com A 'A[[:space:]]*198.51.100.25'
resolves nothing.com MX 'status: NXDOMAIN'
resolves signed.com MX 'flags: qr rd ra ad;' +dnssec
resolves bogus.com MX 'status: SERVFAIL'
resolves bogus.com MX 'MX[[:space:]]*11 master.oc9.com.' +cd
resolves servfail.com MX 'status: SERVFAIL' "@$LAB_NSD" +norecurse
resolves servfail.com MX 'status: SERVFAIL' "@$LAB_BIND" +norecurse
resolves servfail.com MX 'status: SERVFAIL'
resolves dead.com MX 'timed out' +time=1
resolves dead.com MX 'timed out' "@$LAB_DEAD" +time=1
resolves stale.com SOA 'hostmaster.lab.com. 2 ' "@$LAB_NSD"
resolves stale.com SOA 'hostmaster.lab.com. 1 ' "@$LAB_BIND"
resolves stale.com MX 'old.stale.com' "@$LAB_BIND"
resolves large.com MX 'flags: qr tc' +ignore
resolves large.com MX 'ANSWER: 90,'
resolves large.com AXFR 'XFR size: 9[0-9]* records' "@$LAB_NSD"
resolves large.com AXFR 'XFR size: 9[0-9]* records' "@$LAB_BIND"

# Of packets that must pass twice, 64 in a hundred do. 200 and 319 are six deviations away.
lab_firewall open
for server in "$LAB_NSD" "$LAB_NSD6"; do
    answered=$(datagrams "$server")
    [ "$answered" -ge 390 ] || lab_fail "$server answered $answered of 400 without loss"
done
lab_firewall loss 20
datagrams "$LAB_NSD" >"$LAB/answered.$LAB_NSD" &
pid=$!
datagrams "$LAB_NSD6" >"$LAB/answered.$LAB_NSD6"
wait "$pid"
for server in "$LAB_NSD" "$LAB_NSD6"; do
    answered=$(cat "$LAB/answered.$server")
    case $answered in
    2?? | 30? | 31?) ;;
    *) lab_fail "$server answered $answered of 400 with a loss of 20 %" ;;
    esac
done
proved "a loss of 20 % each way"
lab_firewall open

lab_hosts_up
# shellcheck disable=SC2046,SC2086 # words are meant
meets "Postfix, Exim and OpenSMTPD answer" 40 \
    $(printf '%s=answers ' $LAB_MASTER $LAB_SLAVE2 $LAB_THIRD $LAB_POSTSCREEN)
said 198.51.100.25 '.*master.oc9.com ESMTP Postfix'
said 2001:db8::26 '.*slave2.oc9.com ESMTP Exim'
said 2a01:4f8:25::25 '.*third.oc9.com ESMTP OpenSMTPD'
for address in $LAB_POSTSCREEN; do
    said "$address" 'answers \([6-9]\|[1-3][0-9]\)\.'
    said "$address" '.*220-master.oc9.com'
done
# shellcheck disable=SC2046,SC2086
meets "a known client is kept waiting as well" 40 $(printf '%s=answers ' $LAB_POSTSCREEN)
said 198.51.100.27 'answers \([6-9]\|[1-3][0-9]\)\.'

# Outbound port 25, a family at a time.
lab_firewall drop ip
meets "all of port 25 dropped by IPv4" 8 198.51.100.25=silent 5.9.25.25=silent \
    2001:db8::25=answers 2a01:4f8:25::25=answers
lab_firewall drop ip6
meets "all of port 25 dropped" 2 198.51.100.25=silent 2001:db8::25=silent 2a01:4f8:25::25=silent
resolves oc9.com MX 'status: NOERROR'
lab_firewall open
lab_firewall drop ip6
meets "all of port 25 dropped by IPv6" 8 198.51.100.25=answers 2001:db8::25=silent
lab_firewall open
lab_cut ip6
meets "no route by IPv6" 8 198.51.100.25=answers 2001:db8::25=unreachable
lab_mend
lab_cut ip
meets "no route by IPv4" 8 198.51.100.25=unreachable 2001:db8::25=answers
lab_mend
meets "what the lab has not cannot be reached" 8 8.8.8.8=unreachable 2600::1=unreachable

lab_hostile 5.9.25.31=answers 5.9.25.32=mute 5.9.25.33=hangup 5.9.25.34=half 5.9.25.35=garbled \
    5.9.25.36=binary 5.9.25.37=gigabyte 5.9.25.38=endless 5.9.25.39=slow 5.9.25.40=busy \
    5.9.25.41=rejects 5.9.25.42=late421 5.9.25.43=gone 5.9.25.44=escapes 5.9.25.45=stutters \
    2a01:4f8:25::32=mute
meets "hostile servers" 10 5.9.25.31=answers 5.9.25.32=mute 5.9.25.33=hangup 5.9.25.34=hangup \
    5.9.25.35=garbled 5.9.25.36=garbled 5.9.25.37=unfinished 5.9.25.38=unfinished \
    5.9.25.39=unfinished 5.9.25.40=rejects 5.9.25.41=rejects 5.9.25.42=rejects \
    5.9.25.43=hangup 5.9.25.44=answers 5.9.25.45=answers 2a01:4f8:25::32=mute
said 5.9.25.44 '.*x1b.2J'
