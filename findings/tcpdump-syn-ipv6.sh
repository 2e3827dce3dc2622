#!/bin/sh
# tcpdump's usual filter for SYNs to port 25 finds none over IPv6, and its plain one loses extension headers.
# Versions: Debian 12 tcpdump 4.99.3-1, libpcap0.8 1.10.3-1; Debian 13 tcpdump 4.99.5-2, libpcap0.8t64
# 1.10.5-2. Date: 2026-11-30.
# Behaviour: "tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn and dst port 25" looks into IPv4 only, and says
# nothing of that: of a SYN over IPv4 and one over IPv6 it shows one. "tcp dst port 25" shows both, and not
# a SYN over IPv6 that has a destination-options header; "ip6 proto 6" neither; "ip6 protochain 6" does.
. "$(dirname "$0")/lib.sh"
unpack v12 bookworm tcpdump=4.99.3-1 libpcap0.8=1.10.3-1
unpack v13 trixie tcpdump=4.99.5-2 libpcap0.8t64=1.10.5-2
python3 - "$folder" <<'END'
import struct
import sys

tcp = bytes.fromhex("0400001900000000000000005002040000000000")
v4 = bytes.fromhex("4500002800010000400600000a000001c0000201") + tcp
ends = bytes.fromhex("20010db8000000000000000000000001" "20010db8000000000000000000000002")
v6 = struct.pack("!IHBB", 6 << 28, 20, 6, 64) + ends + tcp
options = struct.pack("!IHBB", 6 << 28, 28, 60, 64) + ends + bytes.fromhex("0600010400000000") + tcp
frames = [bytes(12) + b"\x08\x00" + v4, bytes(12) + b"\x86\xdd" + v6, bytes(12) + b"\x86\xdd" + options]
content = struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1)
for frame in frames:
    content += struct.pack("<IIII", 1, 0, len(frame), len(frame)) + frame
for release in ("v12", "v13"):
    with open(f"{sys.argv[1]}/{release}/tmp/syns.pcap", "wb") as file:
        file.write(content)
END
rehearse <<'END'
shown() {
    as_user "$1" /usr/bin/tcpdump -nr /tmp/syns.pcap "$2" 2>/dev/null | grep -c "25: Flags .S."
}
for release in v12 v13; do
    expect "$release: three SYNs" [ "$(shown $release "ip or ip6")" = 3 ]
    expect "$release: by flags, that of IPv4 only" \
        [ "$(shown $release "tcp[tcpflags] & (tcp-syn|tcp-ack) == tcp-syn and dst port 25")" = 1 ]
    expect "$release: by port, two" [ "$(shown $release "tcp dst port 25")" = 2 ]
    expect "$release: by ip6 protochain 6, both of IPv6" [ "$(shown $release "ip6 protochain 6")" = 2 ]
done
END
