# shellcheck shell=sh
# Python's Twisted Mail, as the last step of its tutorial sends (smtpclient-11.tac of twisted-doc): MXCalculator,
# and one connection to the host that it names.

. "$MXTRAP_SOURCE/tests/mta/program.sh"
program twisted python3-twisted,netbase

twisted_send() {
    cat >"$LAB/roots/$2/tmp/send.py" <<'END'
import sys

from twisted.internet import protocol, reactor
from twisted.mail import relaymanager, smtp

_, sender, recipient = sys.argv
failed = ["nothing sent"]


class Client(smtp.ESMTPClient):
    sender = sender

    def getMailFrom(self):
        after, self.sender = self.sender, None
        return after

    def getMailTo(self):
        return [recipient]

    def getMailData(self):
        return open("/tmp/message", "rb")

    def sentMail(self, code, resp, numOk, addresses, log):
        failed[:] = [] if numOk else [resp]


class Factory(protocol.ClientFactory):
    def buildProtocol(self, address):
        return Client(secret=None, identity=b"vantage.lab.com")

    def clientConnectionFailed(self, connector, reason):
        end(reason)

    clientConnectionLost = clientConnectionFailed


def end(reason):
    print(reason)
    reactor.stop()


found = relaymanager.MXCalculator().getMX(recipient.split("@")[1])
found.addCallback(lambda record: reactor.connectTCP(str(record.name), 25, Factory()))
found.addErrback(end)
reactor.run()
sys.exit(str(failed) if failed else 0)
END
    lab_root_in "$1" "$2" python3 /tmp/send.py "$3" "$4"
}
