# shellcheck shell=sh
# What the resolver must say in the lab that resolve.sh has built. Sourced by together(), of
# tests/lib.sh: no question needs another one before it, and nothing that one reads is written here.

# says_of QUESTION ANSWER: the line of the last run that begins with QUESTION goes on so.
says_of() {
    [ "$starting" = no ] || return 0
    check "$1 -> $2" grep -qE -e "^$1: $2" "$work/out"
    grep -qE -e "^$1: $2" "$work/out" || grep -e "^$1" "$work/out" || true
}

# What is the same whoever is asked, and however.
common() {
    run 0 "$probe" "$@" -t 8000 example MX MASTER.example. A master.example AAAA noaddress.example MX \
        nothing.example MX null.example MX alias1.example A dangling.example A _mx.example MX \
        bücher.example MX BÜCHER.example. MX big.example MX outside.example A unsigned MX
    says_of 'example MX' 'ok rcode=0( secure)?.* \(3 records'
    says_of 'MASTER.example. A' 'ok .*\| 198\.51\.100\.25 \(1 records'
    says_of 'master.example AAAA' 'ok .*\| 2001:db8::25 \(1 records'
    says_of 'noaddress.example MX' 'nodata rcode=0'
    says_of 'nothing.example MX' 'nxdomain rcode=3'
    says_of 'null.example MX' 'ok .*\| 0 \. \(1 records'
    says_of 'alias1.example A' 'ok .* aliases=2 canonical=master\.example\. \| 198\.51\.100\.25'
    says_of 'dangling.example A' 'nxdomain .* aliases=1 canonical=nothing\.example\.'
    says_of '_mx.example MX' 'ok .*\| 10 o\\.dd\._x\.example\. \(1 records'
    says_of 'bücher.example MX' 'ok .*\| 10 master\.example\. \(1 records'
    says_of 'BÜCHER.example. MX' 'ok .*\| 10 master\.example\. \(1 records'
    says_of 'big.example MX' 'ok .* \(200 records'
    says_of 'outside.example A' 'ok .* aliases=1 canonical=host\.unsigned\. \| 192\.0\.2\.9'
    says_of 'unsigned MX' 'ok rcode=0 \| 10 host\.unsigned\.'
}

common -s 127.0.0.53@53
common -c stub.conf
common -c stub6.conf
common -r hints
common -d anchor -s 127.0.0.53
says_of 'example MX' 'ok rcode=0 secure'
says_of 'nothing.example MX' 'nxdomain rcode=3 secure'
common -d anchor -r hints
says_of 'example MX' 'ok rcode=0 secure'
says_of 'noaddress.example MX' 'nodata rcode=0 secure'

# resolv.conf(5): without a name server in it, that of this machine is asked.
run 0 "$probe" -c none.conf -t 5000 example MX
says_of 'example MX' 'unreachable .*127\.0\.0\.1@53: Connection refused'

# Failures of the server that is asked, and of those behind it.
run 0 "$probe" -s 127.0.0.56 -t 6000 refused MX broken MX dead MX loop1.example A
says_of 'refused MX' 'servfail rcode=2'
says_of 'broken MX' 'servfail rcode=2'
says_of 'dead MX' 'timeout rcode=0'
says_of 'loop1.example A' '(servfail rcode=2|alias-loop)'
run 0 "$probe" -s 11.0.0.2 -t 8000 refused MX broken MX host.unsigned A loop1.example A
says_of 'refused MX' 'refused rcode=5'
says_of 'broken MX' 'servfail rcode=2'
says_of 'host.unsigned A' 'ok '
says_of 'loop1.example A' 'alias-loop'
run 0 "$probe" -s 11.0.0.5 -t 2000 example MX
says_of 'example MX' 'timeout .*11\.0\.0\.5@53: no answer in'
run 0 "$probe" -s 11.0.0.9 -t 5000 example MX
says_of 'example MX' 'unreachable .*11\.0\.0\.9@53: Connection refused'
run 0 "$probe" -s 12.0.0.1 -t 5000 example MX
says_of 'example MX' 'unreachable .*12\.0\.0\.1@53: Network is unreachable'
run 0 "$probe" -s 11.0.0.9 -s 127.0.0.53 -t 8000 example MX
says_of 'example MX' 'ok '
run 0 "$probe" -s 11.0.0.6 -t 5000 garbage.example A
says_of 'garbage.example A' 'malformed '

run 0 "$probe" -r hints -t 6000 refused MX broken MX dead MX loop1.example A long1.example A
says_of 'refused MX' 'refused rcode=5'
says_of 'broken MX' 'servfail rcode=2'
says_of 'dead MX' 'timeout '
says_of 'loop1.example A' 'alias-loop'
says_of 'long1.example A' 'alias-loop'

# Bogus is told from SERVFAIL by whom validates: we, or a server that only says SERVFAIL.
run 0 "$probe" -s 127.0.0.53 -d anchor -t 8000 host.bogus A broken MX
says_of 'host.bogus A' 'bogus .*why=validation failure .*signature'
says_of 'broken MX' 'servfail rcode=2'
run 0 "$probe" -s 127.0.0.55 -d anchor host.bogus A
says_of 'host.bogus A' 'bogus '
run 0 "$probe" -s 127.0.0.55 host.bogus A
says_of 'host.bogus A' 'servfail rcode=2 why=extended error 6 \(DNSSEC Bogus\)'
run 0 "$probe" -r hints -d anchor host.bogus A
says_of 'host.bogus A' 'bogus '

# One question to one server, hostile ones too.
run 0 "$probe" -s 11.0.0.2 example +MX big.example +MX unsigned +SOA nothing.example +A refused +MX
says_of 'example \+MX' 'ok rcode=0 aa '
says_of 'big.example \+MX' 'ok rcode=0 aa .*\(200 records'
says_of 'nothing.example \+A' 'nxdomain rcode=3 aa'
says_of 'refused \+MX' 'refused rcode=5'
run 0 "$probe" -s 2a0a::2 example +MX
says_of 'example \+MX' 'ok rcode=0 aa '
run 0 "$probe" -s 11.0.0.1 example +MX
says_of 'example \+MX' 'nodata rcode=0 referral'
run 0 "$probe" -s 11.0.0.6 -t 5000 wrongid.x +A wrongname.x +A garbage.x +A short.x +A noquestion.x +A \
    pointer.x +A forward.x +A cut.x +A counts.x +A giant.x +A notquery.x +A tcponly.x +A \
    tcpgarbage.x +A tcpclose.x +A tcpsilent.x +A noedns.x +A extended.x +A notimp.x +A
for name in wrongid wrongname garbage short noquestion notquery pointer forward cut counts tcpgarbage \
    tcpclose; do
    says_of "$name.x \\+A" 'malformed '
done
says_of 'giant.x \+A' 'ok .*\(4000 records'
says_of 'tcponly.x \+A' 'ok .*\| 192\.0\.2\.66'
says_of 'tcpsilent.x \+A' 'timeout .*by TCP'
says_of 'noedns.x \+A' 'ok .*\| 192\.0\.2\.66'
says_of 'notimp.x \+A' 'notimp rcode=4'
says_of 'extended.x \+A' 'servfail rcode=2 why=extended error 22 \(No Reachable Authority\): \\x1b'

# Every server of a zone. Unbound itself may ask the silent ones first: it has long, they have not.
run 0 "$probe" -s 127.0.0.57 -t 30000 -a 4000 multi ZONE mail1.multi ZONE unsigned ZONE
says_of 'multi ZONE' 'ok apex=multi\. answering=3 mx-differs addresses-differ serial-differs'
says_of 'mail1.multi ZONE' 'ok apex=multi\. answering=3 serial-differs'
says_of 'unsigned ZONE' 'ok apex=unsigned\. answering=2 beyond'
says_of '  ns1.multi. \[11.0.0.2\]' 'serial 5, MX 10 mail1\.multi\., MX 20 mail2\.multi\., MX 30 mail\.els'
says_of '  ns1.multi. \[2a0a::2\]' 'serial 5, MX 10'
says_of '  ns2.multi. \[11.0.0.3\]' 'serial 4, MX 10 mail1\.multi\., MX 30 .*mail1.multi. 192\.0\.2\.99'
says_of '  ns3.multi. \[11.0.0.4\]' 'refuses, SOA: refused'
says_of '  ns4.multi. \[11.0.0.5\]' 'silent, SOA: timeout'
says_of '  ns5.multi. \[11.0.0.6\]' 'broken, SOA: malformed'
says_of '  ns6.multi. \[10.0.0.7\]' 'not asked, a special-purpose address'
says_of '  ns7.multi. \[11.0.0.8\]' 'lame, SOA: answered without authority'
says_of '  nowhere.multi.' 'no address, nxdomain'
run 0 "$probe" -s 127.0.0.58 -t 30000 -a 4000 -x multi ZONE
says_of '  ns6.multi. \[10.0.0.7\]' 'serial 4'
run 0 "$probe" -s 127.0.0.59 -t 4000 dead ZONE
says_of 'dead ZONE' 'timeout '

# Freed with all kinds of questions under way, once the last of them has its answer: nobody is called
# twice, and nothing leaks.
run 0 "$probe" -s 11.0.0.6 -n 2 -t 60000 -k tcponly.x silent.x MX silent.x A silent.y A noedns.x MX \
    silent.z ZONE tcponly.x +A
says_of 'silent.x MX' cancelled
says_of 'silent.y A' cancelled
says_of 'noedns.x MX' cancelled
run 0 "$probe" -r hints -t 60000 -k example dead MX dead.dead A multi ZONE example MX
says_of 'dead MX' cancelled
says_of 'example MX' ok
run 0 "$probe" -s 11.0.0.6 -t 60000 -k noedns.x tcpsilent.x +A silent.x MX silent.x ZONE noedns.x +A
says_of 'silent.x MX' cancelled
check 'a cancelled run says nothing' sh -c "! grep -qE 'ZONE|tcpsilent' '$work/out'"
run 0 "$probe" -s 127.0.0.53 user@example MX '' MX 'a..b' MX
check 'a mail address is no domain' grep -q '^user@example: is a mail address' "$work/out"

# What cannot be set up is said at once.
run 2 "$probe" -c missing example MX
err_has missing
run 2 "$probe" -d missing example MX
err_has missing
run 2 "$probe" -d bad-anchor example MX
run 2 "$probe" -r missing example MX
run 2 "$probe" -r hints -s 127.0.0.53 example MX
