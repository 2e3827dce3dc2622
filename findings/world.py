"""A network for programs that send mail: world.py RECORDS CONNECTIONS. RECORDS has lines "owner MX 10 host"
and "host A address real|silent|refuses": real answers SMTP at port 25, silent never answers, refuses
resets. DNS is served at 127.0.0.1. CONNECTIONS gets a line "DNS owner TYPE" a question and a line "address
port" a connection, in the order in which they come."""
import socket
import struct
import subprocess
import sys
import threading

TYPES = {1: "A", 15: "MX", 28: "AAAA", 16: "TXT", 5: "CNAME", 6: "SOA"}


def wire(name):
    return b"".join(bytes([len(label)]) + label.encode() for label in name.split(".")) + b"\0"


def data_of(record):
    if record[1] == "A":
        return socket.inet_aton(record[2])
    return struct.pack("!H", int(record[2])) + (b"\0" if record[3] == "." else wire(record[3]))


def read_question(question):
    labels, at = [], 12
    while question[at]:
        labels.append(question[at + 1:at + 1 + question[at]].decode().lower())
        at += question[at] + 1
    return ".".join(labels), struct.unpack("!H", question[at + 1:at + 3])[0], at + 5


def answer(question, records, log):
    name, number, end = read_question(question)
    log(f"DNS {name} {TYPES.get(number, number)}")
    found = [record for record in records if record[0] == name and record[1] == TYPES.get(number)]
    exists = any(record[0] == name for record in records)
    text = question[:2] + struct.pack("!HHHHH", 0x8580 if exists else 0x8583, 1, len(found), 0, 0)
    text += question[12:end]
    for record in found:
        data = data_of(record)
        text += b"\xc0\x0c" + struct.pack("!HHIH", number, 1, 60, len(data)) + data
    return text


def serve_dns(records, log):
    server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    server.bind(("127.0.0.1", 53))
    while True:
        question, sender = server.recvfrom(4096)
        server.sendto(answer(question, records, log), sender)


def talk(client):
    try:
        dialogue(client)
    except OSError:
        pass  # it went away


def dialogue(client):
    client.sendall(b"220 real ESMTP\r\n")
    data = False
    for line in client.makefile("rb"):
        word = line.strip().upper()
        if data:
            data = word != b"."
            if data:
                continue
        reply = b"250 ok"
        if word == b"DATA":
            data, reply = True, b"354 go on"
        if word == b"QUIT":
            reply = b"221 bye"
        client.sendall(reply + b"\r\n")
    client.close()


def serve_smtp(address):
    server = socket.create_server((address, 25), backlog=50)
    while True:
        client = server.accept()[0]
        threading.Thread(target=talk, args=(client,), daemon=True).start()


def watch(log):
    """The first SYN of each connection, as it leaves."""
    seen = set()
    packets = socket.socket(socket.AF_PACKET, socket.SOCK_DGRAM, socket.htons(3))
    while True:
        packet, sender = packets.recvfrom(2048)
        if sender[2] != socket.PACKET_OUTGOING or packet[0] >> 4 != 4 or packet[9] != 6:
            continue
        segment = packet[(packet[0] & 15) * 4:]
        source, target = struct.unpack("!HH", segment[:4])
        if target == 25 and segment[13] & 18 == 2 and (source, packet[16:20]) not in seen:
            seen.add((source, packet[16:20]))
            log(f"{socket.inet_ntoa(packet[16:20])} {target}")


def main():
    with open(sys.argv[1], encoding="ascii") as lines:
        records = [line.split() for line in lines]
    place = open(sys.argv[2], "a", buffering=1, encoding="ascii")

    def log(text):
        place.write(text + "\n")

    def ip(text):
        subprocess.run(["ip"] + text.split(), check=True)

    # What is not this machine's goes to the end of a cable where nobody listens.
    ip("link add v0 type veth peer name v1")
    ip("addr add 198.18.0.1/24 dev v0")
    ip("link set v0 up")
    ip("link set v1 up")
    ip("neigh add 198.18.0.2 lladdr 02:00:00:00:00:02 dev v0 nud permanent")
    ip("route add default via 198.18.0.2")
    for record in records:
        if record[1] == "A" and record[3] != "silent":
            ip(f"addr add {record[2]}/32 dev lo")
        if record[1] == "A" and record[3] == "real":
            threading.Thread(target=serve_smtp, args=(record[2],), daemon=True).start()
    threading.Thread(target=watch, args=(log,), daemon=True).start()
    threading.Thread(target=serve_dns, args=(records, log), daemon=True).start()
    log("ready")
    threading.Event().wait()


main()
