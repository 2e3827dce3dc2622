"""Zones too large to keep: (folder, name, bytes), written anew for each run of zonefiles.py."""

HEAD = (b"$ORIGIN example.\n$TTL 3600\n@ IN SOA ns hostmaster 1 7200 3600 1209600 300\n@ IN NS ns\n"
        b"ns IN A 192.0.2.53\n")


def lines(template, count):
    return "".join(template.format(n=i, d=i % 250 + 1) for i in range(count)).encode()


def large_zones():
    # Files and records larger than what is read at once, with the cuts in all kinds of places.
    yield "accept", "many-lines", HEAD + lines("h{n} A 192.0.2.{d}\n", 12000) + b"@ MX 10 h1\n"
    yield "accept", "many-odd-lines", HEAD + lines("h:{n} A 192.0.2.{d}\n  MX 10 \\104{n}\n", 6000)
    yield "accept", "many-parentheses", HEAD + lines(
        "p{n} MX ( {n}\n ; comment\n mail{n}\n) ; mxtrap: dummy\nt{n} TXT ( \"a\"\n b(c) )\n", 6000)
    yield "accept", "many-crlf", (HEAD + lines("h{n} MX ( 10\n m{n} )\n", 8000)).replace(
        b"\n", b"\r\n")
    yield "accept", "many-directives", HEAD + lines(
        "$ORIGIN s{n}.example.\n@ {d} MX 10 mail\n$TTL {n}\nmail A 192.0.2.{d}\n", 5000)
    yield "accept", "many-blank-lines", (HEAD + b"@ MX 10 a\n" + b" \n\t;\n\n" * 100000 +
                                         b"  MX 20 b\n")
    yield "accept", "long-comment", (HEAD + b"; " + b"x" * 300000 + b"\n@ MX 10 a ; " +
                                     b"y" * 200000 + b"\n; mx: 7:1 unknown\n")
    record = b"".join(b'  "%s" ; %s\n' % (b"t" * 200, b"c" * 400) for _ in range(250))
    yield "accept", "long-record", HEAD + b"@ TXT (\n" + record + b")\n@ MX 10 a\n"
    # Bounds.
    yield "refuse", "line-too-long", (HEAD + b"; error lines: 7\n; " + b"x" * 1100000 +
                                      b"\n@ MX 10 a\n")
    yield "refuse", "record-too-long", (HEAD + b"; error lines: 7\na TXT (\n" +
                                        b"x ; comment\n" * 100000 + b")\n")
    yield "refuse", "open-at-every-line", HEAD + b"; error lines: 7\n" + b"(\n" * 600000
