#!/bin/sh
# Zones with several MX sets through real BIND: what mxtrap-gen writes as a zone is what named loads, what
# it writes for nsupdate makes the same of a zone, and equal states leave nothing to do. The example,
# and specs that nobody chose.
# MXTRAP_GEN, MXTRAP_LINT, MXTRAP_SOURCE, MXTRAP_SERVERS: the tools, the repository, what
# tests/servers.sh filled.
set -eu

. "${MXTRAP_SOURCE:?}/tests/lab/apart.sh"
cd "$work"

cp "$MXTRAP_SOURCE/examples/sets.yaml" 0.yaml
# Hosts in one set or several, their addresses in one of them; plain sets, traps and null MX; layouts.
# Each has a file of its dummies.
/usr/bin/python3 - 0.yaml <<'PYTHON'
import random

SETS = 60
draw = random.Random(16)


def entries(hosts, known, indent):
    lines = []
    for host in hosts:
        role = "dummy" if host[0] == "d" else "real"
        if host.endswith("."):
            lines.append(f"{indent}- {{{role}: {host}}}")
            continue
        number = int(host[1:])
        addresses = [f"30.0.{ord(host[0])}.{number}"] + [f'"2a00::{ord(host[0])}:{number}"'] * (number % 2)
        # Once with its addresses and a TTL, after that with the same or without.
        said = host not in known or draw.random() < 0.3
        ttl = f", ttl: {60 * (number + 1)}"
        known.add(host)
        lines.append(f"{indent}- {{{role}: {host}" +
                     (f", address: [{', '.join(addresses)}]{ttl}" if said else "") + "}")
    return lines


def mx(known, dummies, indent):
    kind = draw.choice(["trap", "plain", "provider", "null"])
    if kind == "null":
        return ["none"]
    if kind == "provider":
        return entries(draw.sample(["mx1.provider.net.", "mx2.provider.net.", "mx3.provider.net."], 2), known, indent)
    reals = draw.sample([f"r{i}" for i in range(6)], 2)
    if kind == "plain":
        return entries(reals, known, indent)
    ends = draw.sample([f"d{i}" for i in range(6)], 2)
    dummies.update(ends)
    return entries([ends[0], *reals, ends[1]], known, indent)


def spec(name):
    known, dummies, owners = set(), set(), [f"o{i}" for i in range(12)] + ['"*.w"', "a.b.c", '"*"']
    draw.shuffle(owners)
    lines = [f"zone: {name}", f"ttl: {draw.choice([60, 3600, 86400])}", "ns: {host: ns, address: 30.0.0.53}"]
    if draw.random() < 0.7:
        own = mx(known, dummies, "  ")
        lines += ["mx: none"] if own == ["none"] else ["mx:", *own]
    lines.append("sets:")
    for _ in range(draw.randint(1, 5)):
        taken = [owners.pop() for _ in range(draw.randint(1, 2))]
        lines.append(f"  - owners: [{', '.join(taken)}]")
        if draw.random() < 0.5:
            lines.append(f"    ttl: {draw.choice([0, 30, 60, 3600, 100000])}")
        if draw.random() < 0.2:
            lines.append("    silence: reset")
        own = mx(known, dummies, "      ")
        lines += ["    mx: none"] if own == ["none"] else ["    mx:", *own]
    lines.append("ignore: {not-trapped: chance, dummy-not-silenced: chance, dummy-lacks-family: chance}")
    return "\n".join(lines) + "\n", dummies


for number in range(1, SETS + 1):
    text, dummies = spec("example.com")
    with open(f"{number}.yaml", "w", encoding="utf-8") as file:
        file.write(text)
    with open(f"{number}.dummies", "w", encoding="utf-8") as file:
        file.write(" ".join(f"--dummy {host}.example.com" for host in sorted(dummies)) or "--no-dummies")
PYTHON
echo "--dummy mail1.example.com --dummy mail2.example.com" >0.dummies

# A zone that has nothing of a spec, and records that none may change.
printf '%s\n' '$TTL 60' '@ SOA ns hostmaster 1 7200 900 1209600 60' '@ NS ns' 'ns A 30.0.0.53' \
    '@ TXT "v=spf1 -all"' 'other A 30.0.0.80' >example.com.db
{
    named_options
    echo 'zone "example.com" { type primary; file "example.com.db"; allow-update { any; }; allow-transfer { any; }; };'
} >named.conf
named_up
live=axfr:example.com@127.0.0.1@$port

# records FILE: MX records, and addresses of their hosts, of a zone in named-compilezone's form.
records() { tr -s '\t ' ' ' <"$1" | grep -E ' IN (MX|A|AAAA) ' | grep -v -e '^ns' -e '^other' | sort; }
update() {
    { echo "server 127.0.0.1 $port"; cat "$1"; } >script
    run 0 nsupdate script
}

for number in $(seq 0 60); do
    spec=$number.yaml
    dummies=$(cat "$number.dummies")
    "$gen" -q -f zone "$spec" >zone || check "$number: a zone" false
    check "$number: named-compilezone reads it" \
        named-compilezone -i local -o compiled example.com zone
    records compiled >wanted
    run 0 "$lint" --spec "$spec" zone
    run 0 "$gen" -q --diff zone "$spec"
    check "$number: a zone and its spec do not differ" grep -qx 'Nothing is to be changed.' out
    run 0 "$gen" -q --diff "$spec" zone
    check "$number: nor a spec and its zone" grep -qx 'Nothing is to be changed.' out
    # From what was there before: the sets and hosts of the last spec are taken away.
    # shellcheck disable=SC2046 # words are meant
    run 0 "$gen" -q -f nsupdate $([ "$number" -eq 0 ] || echo --from "$((number - 1)).yaml") "$spec"
    update out
    dig +noall +answer +onesoa "@127.0.0.1" -p "$port" AXFR example.com >transfer
    records transfer >found
    check "$number: BIND has it" diff -u wanted found
    # shellcheck disable=SC2086
    run 0 "$gen" -q -f nsupdate --from "$live" $dummies "$spec"
    check "$number: equal states leave nothing to do" test "$(grep -vc '^;' out)" -eq 0
    "$gen" -q -f nsupdate "$spec" >out
    serial=$(dig +short "@127.0.0.1" -p "$port" SOA example.com | cut -d ' ' -f 3)
    update out
    check "$number: overwritten with the same" \
        test "$(dig +short "@127.0.0.1" -p "$port" SOA example.com | cut -d ' ' -f 3)" = "$serial"
done
check "what is no exchanger's business is there" test "$(grep -c -e '^other' -e spf1 transfer)" -eq 2
finish 600
