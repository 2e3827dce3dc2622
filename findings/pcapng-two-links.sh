#!/bin/sh
# libpcap's programs read no capture of two kinds of interfaces, which Wireshark's programs write by default.
# Versions: Debian 12 tcpdump 4.99.3-1, libpcap0.8 1.10.3-1; Debian 13 tcpdump 4.99.5-2, libpcap0.8t64
# 1.10.5-2; tshark 4.0.17-0+deb12u3, which reads it. Date: 2026-11-30.
# Behaviour: a pcapng file whose interfaces differ in link type (Ethernet and Linux cooked: dumpcap -i eth0
# -i any, or mergecap of two hosts' captures) is given up at the second interface, before the first packet.
# Output: "an interface has a type 113 different from the type of the first interface".
. "$(dirname "$0")/lib.sh"
unpack v12 bookworm tcpdump=4.99.3-1 tshark=4.0.17-0+deb12u3 libpcap0.8=1.10.3-1
unpack v13 trixie tcpdump=4.99.5-2 libpcap0.8t64=1.10.5-2
python3 - "$folder" <<'END'
import struct
import sys


def block(kind, body):
    body += bytes(-len(body) % 4)
    size = struct.pack("<I", len(body) + 12)
    return struct.pack("<I", kind) + size + body + size


def packet(interface, frame):
    return block(6, struct.pack("<5I", interface, 0, 1000000, len(frame), len(frame)) + frame)


# One SYN to port 25, as Ethernet and as Linux cooked have it.
syn = bytes.fromhex("4500002800010000400600000a000001c0000201"
                    "04000019000000000000000050020400" "00000000")
ethernet = bytes(12) + b"\x08\x00" + syn
cooked = bytes.fromhex("0000 0001 0006 000000000000 0000 0800") + syn
section = block(0x0a0d0d0a, struct.pack("<IHHq", 0x1a2b3c4d, 1, 0, -1))
interfaces = [block(1, struct.pack("<HHI", link, 0, 65535)) for link in (1, 113)]
for name, content in (("one", interfaces[0] + packet(0, ethernet) + packet(0, ethernet)),
                      ("two", b"".join(interfaces) + packet(0, ethernet) + packet(1, cooked))):
    for release in ("v12", "v13"):
        with open(f"{sys.argv[1]}/{release}/tmp/{name}.pcapng", "wb") as file:
            file.write(section + content)
END
rehearse <<'END'
for release in v12 v13; do
    as_user $release /usr/bin/tcpdump -nr /tmp/one.pcapng >"$folder/out" 2>&1
    expect "$release: one kind of interface is read" [ "$(grep -c "192.0.2.1.25: Flags .S." "$folder/out")" = 2 ]
    as_user $release /usr/bin/tcpdump -nr /tmp/two.pcapng >"$folder/out" 2>&1
    expect "$release: two kinds are an error" [ $? != 0 ]
    expect "$release: which says so" has "$folder/out" "different from the type of the first interface"
    expect "$release: without any packet" lacks "$folder/out" "192.0.2.1"
done
inside v12 /usr/bin/tshark -nr /tmp/two.pcapng >"$folder/out" 2>"$folder/errors"
expect "tshark reads both packets" [ "$(grep -c "192.0.2.1" "$folder/out")" = 2 ]
END
