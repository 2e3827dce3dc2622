# The zones of the resolver's lab, made in the folder where this is sourced: a root that signs, and
# below it one zone for each thing that can happen. 11.0.0.0/8 and 2a0a::/64 are ordinary addresses.

# soa ZONE SERIAL SERVER: the head of a zone.
soa() {
    printf '$ORIGIN %s\n$TTL 300\n@ SOA %s hostmaster.example. %s 7200 3600 1209600 60\n' \
        "$1" "$3" "$2"
}

# key ZONE: a key for it, whose file name (without ending) it prints.
key() {
    dnssec-keygen -q -a ECDSAP256SHA256 -f KSK "$1"
}

# sign ZONE FILE KEY: signs FILE in place.
sign() {
    dnssec-signzone -q -P -z -o "$1" -f "$2.signed" "$2" "$3" >/dev/null 2>sign.log ||
        { cat sign.log >&2; exit 4; }
    mv "$2.signed" "$2"
}

{
    soa example. 7 ns1
    cat <<'ZONE'
@ NS ns1
ns1 A 11.0.0.2
    AAAA 2a0a::2
@ MX 1 mail1
@ MX 5 master
@ MX 10 Mail3
mail1 A 192.0.2.1
master A 198.51.100.25
  AAAA 2001:db8::25
mail3 A 192.0.2.3
noaddress TXT "here"
null MX 0 .
alias1 CNAME alias2
alias2 CNAME master
dangling CNAME nothing
loop1 CNAME loop2
loop2 CNAME loop1
_mx MX 10 o\.dd._x
xn--bcher-kva MX 10 master
outside CNAME host.unsigned.
ZONE
    seq 20 | awk '{ print "long" $1, "CNAME long" $1 + 1 }'
    seq 200 | awk '{ print "big MX", $1, "a-rather-long-name-of-an-exchanger-" $1 ".other." }'
} >example.zone
{
    soa unsigned. 1 ns1.example.
    printf '@ NS ns1.example.\n@ MX 10 host\nhost A 192.0.2.9\n'
} >unsigned.zone
{
    soa bogus. 1 ns1.example.
    printf '@ NS ns1.example.\n@ MX 10 host\nhost A 192.0.2.9\n'
} >bogus.zone
for copy in fresh stale; do
    {
        [ "$copy" = fresh ] && soa multi. 5 ns1 || soa multi. 4 ns1
        cat <<'ZONE'
@ NS ns1
@ NS ns2
@ NS ns3
@ NS ns4
@ NS ns5
@ NS ns6
@ NS ns7
@ NS nowhere
ns1 A 11.0.0.2
ns1 AAAA 2a0a::2
ns2 A 11.0.0.3
ns3 A 11.0.0.4
ns4 A 11.0.0.5
ns5 A 11.0.0.6
ns6 A 10.0.0.7
ns7 A 11.0.0.8
@ MX 10 MAIL1
@ MX 30 mail.elsewhere.example.
mail1 A 192.0.2.1
ZONE
        [ "$copy" = fresh ] && printf 'mail2 A 192.0.2.2\n@ MX 20 mail2\n' ||
            printf 'mail1 A 192.0.2.99\n'
    } >multi.$copy
done

example_key=$(key example.)
bogus_key=$(key bogus.)
root_key=$(key .)
cat "$example_key.key" >>example.zone
cat "$bogus_key.key" >>bogus.zone
sign example. example.zone "$example_key"
sign bogus. bogus.zone "$bogus_key"
sed -i 's/192\.0\.2\.9$/192.0.2.66/' bogus.zone
{
    soa . 1 ns.root.
    cat <<'ZONE'
. NS ns.root.
ns.root. A 11.0.0.1
ns.root. AAAA 2a0a::1
example. NS ns1.example.
ns1.example. A 11.0.0.2
ns1.example. AAAA 2a0a::2
unsigned. NS ns1.example.
bogus. NS ns1.example.
refused. NS ns1.example.
broken. NS ns1.example.
dead. NS ns.dead.
ns.dead. A 11.0.0.5
closed. NS ns.closed.
ns.closed. A 11.0.0.9
noroute. NS ns.noroute.
ns.noroute. A 12.0.0.1
multi. NS ns1.multi.
ns1.multi. A 11.0.0.2
ZONE
    cat "$root_key.key"
    dnssec-dsfromkey -2 "$example_key.key"
    dnssec-dsfromkey -2 "$bogus_key.key"
} >root.zone
sign . root.zone "$root_key"
cat "$root_key.key" >anchor
printf '. 3600 NS ns.root.\nns.root. 3600 A 11.0.0.1\nns.root. 3600 AAAA 2a0a::1\n' >hints
