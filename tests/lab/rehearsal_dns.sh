#!/bin/sh
# The rehearsal's name server, as dig and the system's resolver see it.
set -eu
. "$(dirname "$0")/../lib.sh"

# A set of 80 exchangers is 2,910 octets; a parent and its child; a wildcard.
{
    printf 'zones:\n  - zone: big.example\n    mx:\n'
    for i in $(seq 1 80); do
        role=real
        [ "$i" -ne 1 ] && [ "$i" -ne 80 ] || role=dummy
        echo "      - {$role: exchanger-number-$i, address: 198.51.100.$i}"
    done
    cat <<YAML
  - zone: example.com
    owners: ["@", mail, "*"]
    soa: {rname: hostmaster.example.com., serial: 7, minimum: 5m}
    ns: [{host: ns1, address: 192.0.2.53}]
    mx: &mx
      - {dummy: d1.example.com., address: 192.0.2.1}
      - {real: r1.example.com., address: ["198.51.100.101", "2001:db8::1"]}
      - {real: r2.example.com., address: 198.51.100.102}
      - {dummy: d2.example.com., address: 192.0.2.2}
  - zone: sub.example.com
    owners: ["a.b"]
    mx: *mx
YAML
} >"$work/spec.yaml"

# asked WORDS...: dig's answer to them. One rehearsal for all: its output is one text, cut at "==".
: >"$work/questions"
asked() { echo "$*" >>"$work/questions"; }
# has WORDS: TEXT: in the answer to those words stands the text.
answer() { awk -v q="== $1" '$0 == q { on = 1; next } /^== / { on = 0 } on' "$work/all"; }
has() { check "dig $1: $2" sh -c 'printf "%s\n" "$1" | grep -qE -e "$2"' - "$(answer "$1")" "$2"; }
counts() { check "dig $1: $2 of $3" test "$(answer "$1" | grep -cE -e "$3")" -eq "$2"; }

asked SOA example.com
asked NS example.com
asked NS example.com @192.0.2.53
asked MX example.com
asked MX ExAmPlE.cOm @::1
asked MX example.com +tcp
asked MX mail.example.com
asked MX any.name.example.com
asked MX a.b.sub.example.com
asked MX b.sub.example.com
asked MX x.sub.example.com
asked MX sub.example.com
asked A r1.example.com
asked AAAA r1.example.com
asked AAAA r2.example.com
asked A x.mail.example.com
asked A example.org
asked CH TXT version.bind
asked AXFR example.com +tcp
asked SOA example.com +opcode=NOTIFY
asked SOA example.com +edns=1 +noednsneg
asked MX big.example +noedns +ignore
asked MX big.example +bufsize=1232 +ignore
asked MX big.example +bufsize=4096 +ignore
asked MX big.example +bufsize=1232
asked A exchanger-number-7.big.example
# shellcheck disable=SC2016 # the script is the inner shell's
inside='while read -r words; do
    echo "== $words"
    # shellcheck disable=SC2086
    dig +tries=1 +time=5 $words
done
echo "== getent"
getent hosts exchanger-number-7.big.example
echo "== resolv.conf"
cat /etc/resolv.conf'
status=0
timeout 60 "$lab" -q "$work/spec.yaml" -- sh -c "$inside" <"$work/questions" >"$work/all" \
    2>"$work/err" || status=$?
check "the rehearsal ends with its command's status" test "$status" -eq 0

has "SOA example.com" '^example\.com\..*SOA.ns1\.example\.com\. hostmaster\.example\.com\. 7 '
has "SOA example.com" 'flags: qr aa'
has "NS example.com" '^example\.com\..*NS.ns1\.example\.com\.$'
has "NS example.com @192.0.2.53" 'SERVER: 192\.0\.2\.53'
counts "MX example.com" 4 '^example\.com\..*IN.MX'
counts "MX ExAmPlE.cOm @::1" 4 'IN.MX.[1234]0 [rd][12]\.'
counts "MX example.com +tcp" 4 '^example\.com\..*IN.MX'
has "MX example.com +tcp" '\(TCP\)'
counts "MX mail.example.com" 4 '^mail\.example\.com\..*IN.MX'
counts "MX any.name.example.com" 4 '^any\.name\.example\.com\..*IN.MX'
counts "MX a.b.sub.example.com" 4 '^a\.b\.sub\.example\.com\..*IN.MX'
has "MX b.sub.example.com" 'status: NOERROR'
has "MX b.sub.example.com" 'ANSWER: 0, AUTHORITY: 1'
has "MX x.sub.example.com" 'status: NXDOMAIN'
has "MX x.sub.example.com" '^sub\.example\.com\..*SOA'
has "MX sub.example.com" 'status: NOERROR'
has "A r1.example.com" 'A.198\.51\.100\.101$'
has "AAAA r1.example.com" 'AAAA.2001:db8::1$'
has "AAAA r2.example.com" 'status: NOERROR'
has "AAAA r2.example.com" '^example\.com\..*300.IN.SOA'
has "A x.mail.example.com" 'status: NXDOMAIN'
has "A example.org" 'status: REFUSED'
has "CH TXT version.bind" 'status: REFUSED'
has "AXFR example.com +tcp" 'Transfer failed'
counts "AXFR example.com +tcp" 0 'SOA'
has "SOA example.com +opcode=NOTIFY" 'status: NOTIMP'
has "SOA example.com +edns=1 +noednsneg" 'status: BADVERS'
has "MX big.example +noedns +ignore" 'flags: qr aa tc'
has "MX big.example +bufsize=1232 +ignore" 'flags: qr aa tc'
has "MX big.example +bufsize=1232 +ignore" 'ANSWER: 0'
has "MX big.example +bufsize=4096 +ignore" 'ANSWER: 80'
has "MX big.example +bufsize=1232" 'ANSWER: 80'
has "MX big.example +bufsize=1232" '\(TCP\)'
has "A exchanger-number-7.big.example" 'SERVER: 127\.0\.0\.1'
has getent '^198\.51\.100\.7 +exchanger-number-7\.big\.example'
has resolv.conf '^nameserver 127\.0\.0\.1$'

# Queries with octets changed, cut and doubled: whatever is answered, the server is there after it.
cat >"$work/spray.py" <<'PYTHON'
import random, socket, struct
random.seed(25)
query = (struct.pack("!6H", 1, 0x100, 1, 0, 0, 1) + b"\3big\7example\0" +
         struct.pack("!2H", 15, 1) + b"\0" + struct.pack("!2HIH", 41, 4096, 0, 0))
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.connect(("127.0.0.1", 53))
tcp = 0
for i in range(3000):
    octets = bytearray(query)
    for _ in range(random.randint(1, 6)):
        octets[random.randrange(len(octets))] = random.choice((0, 1, 63, 64, 192, 255,
                                                               random.randrange(256)))
    octets = octets[:random.randint(0, len(octets))] if random.random() < 0.3 else octets
    octets *= 2 if random.random() < 0.1 else 1
    udp.send(octets)
    if i % 20 == 0:
        with socket.create_connection(("127.0.0.1", 53)) as line:
            line.sendall(struct.pack("!H", random.choice((len(octets), 0, 65535))) + octets)
            line.shutdown(socket.SHUT_WR)
            while line.recv(65536):
                pass
            tcp += 1
with socket.create_connection(("198.51.100.7", 25)) as line:
    line.sendall(b"EHLO a\r\n" + b"x" * 100000)
    said = b""
    try:
        while chunk := line.recv(65536):
            said += chunk
    except ConnectionResetError:
        pass
print(tcp, said[:3])
PYTHON
run 0 timeout 60 "$lab" -q "$work/spec.yaml" -- sh -c \
    '/usr/bin/python3 "$0" && dig +short A exchanger-number-9.big.example' "$work/spray.py"
out_has "150 b'220'"
out_has "198.51.100.9"
err_is_empty

finish 41
