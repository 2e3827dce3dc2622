#!/bin/sh
# Twisted's MX look-up fails where two exchangers have the same preference, and its MX relay for every domain.
# Versions: Debian 12 python3-twisted 22.4.0-4+deb12u1 (Python 3.11.2).
# Date: 2026-11-30.
# Behaviour: MXCalculator.getMX() sorts pairs of preference and record. With equal preferences Python 3 compares the
# records, which cannot be compared: "TypeError: '<' not supported between instances of 'Record_MX' and
# 'Record_MX'". Different preferences are sorted well. SmartHostESMTPRelayingManager, which sends queued
# messages to the exchangers of each domain, fails before it looks up any: "AttributeError: 'dict_keys' object has
# no attribute 'reverse'".
. "$(dirname "$0")/lib.sh"
unpack py bookworm python3-twisted=22.4.0-4+deb12u1 netbase
asks py
cat >"$folder/py/tmp/find.py" <<'END'
import sys
from twisted.internet import reactor
from twisted.mail import relaymanager
from twisted.names import client

finder = relaymanager.MXCalculator(client.Resolver(servers=[("127.0.0.1", 53)]))
found = finder.getMX(sys.argv[1])
found.addCallback(lambda record: print("found", record.name))
found.addErrback(lambda reason: print("failed", reason.type.__name__, reason.getErrorMessage()))
found.addBoth(lambda nothing: reactor.stop())
reactor.callWhenRunning(lambda: None)
reactor.run()
END
cat >"$folder/py/tmp/relay.py" <<'END'
import os
import pickle
from twisted.mail import relaymanager

os.makedirs("/tmp/queue", exist_ok=True)
queue = relaymanager.Queue("/tmp/queue")
envelope, message = queue.createNewMessage()
pickle.dump([b"a@here.example", b"x@good.example"], envelope)
envelope.close()
message.lineReceived(b"text")
message.eomReceived()
queue.readDirectory()
try:
    relaymanager.SmartHostESMTPRelayingManager(queue).checkState()
    print("started")
except Exception as reason:
    print("failed", type(reason).__name__, reason)
END
rehearse <<'END'
world "good.example MX 20 r1.example" "good.example MX 10 d1.example" \
    "equal.example MX 10 r1.example" "equal.example MX 10 d1.example" \
    "d1.example A 192.0.2.1 silent" "r1.example A 192.0.2.11 real"
find() {
    inside py /usr/bin/python3 /tmp/find.py "$1.example" >"$folder/out" 2>&1
}
find good
expect "the lowest preference is found" has "$folder/out" "^found d1.example$"
find equal
expect "equal preferences are an error" has "$folder/out" "^failed TypeError '<' not supported .*Record_MX"
: >"$folder/seen"
inside py /usr/bin/python3 /tmp/relay.py >"$folder/out" 2>&1
expect "the relay fails" has "$folder/out" "^failed AttributeError 'dict_keys' object has no attribute 'reverse'"
expect "without a question for the exchangers" lacks "$folder/seen" "good.example"
END
