#!/bin/sh
# JavaMail never looks up MX: it connects to the one host that its caller names, or to localhost.
# Versions: Debian 12 libmail-java 1.6.5-2, with default-jdk-headless. Date: 2026-11-30.
# Behaviour: without mail.smtp.host, Transport.send connects to localhost, whatever the recipient's domain is.
# With a domain as mail.smtp.host it looks up A and AAAA of that name, and connects to the domain's own
# address although the domain has MX. With an exchanger's name, one that refuses is the end: no other is
# tried. Which exchanger, and whether there is a next one, is up to the program that calls it.
# Output: "Couldn't connect to host, port: localhost, 25"; no question for MX in any of the three.
. "$(dirname "$0")/lib.sh"
unpack java bookworm libmail-java=1.6.5-2 default-jdk-headless netbase
asks java
mkdir -p "$folder/java/proc"
cat >"$folder/java/tmp/Send.java" <<'END'
import javax.mail.*;
import javax.mail.internet.*;

public class Send {
    public static void main(String[] words) throws Exception {
        var properties = new java.util.Properties();
        if (words.length > 1)
            properties.put("mail.smtp.host", words[1]);
        var message = new MimeMessage(Session.getInstance(properties));
        message.setFrom(new InternetAddress("a@here.example"));
        message.setRecipient(Message.RecipientType.TO, new InternetAddress(words[0]));
        message.setText("text");
        try {
            Transport.send(message);
            System.out.println("sent");
        } catch (MessagingException error) {
            System.out.println("error: " + error.getMessage());
        }
    }
}
END
rehearse <<'END'
world "d1.example A 192.0.2.1 refuses" "r1.example A 192.0.2.11 real" "trap.example MX 10 d1.example" \
    "trap.example MX 20 r1.example" "trap.example A 192.0.2.12 real"
mount -t proc proc "$folder/java/proc"
send() {
    : >"$folder/seen"
    inside java /usr/lib/jvm/default-java/bin/java \
        -cp /usr/share/java/javax.mail.jar:/usr/share/java/javax.activation.jar \
        /tmp/Send.java x@trap.example "$@" >"$folder/out" 2>&1
    lacks "$folder/seen" "MX" || expect "no question for MX" false
    grep " 25$" "$folder/seen" >"$folder/tried"
}
send
expect "without a host: localhost" has "$folder/out" "connect to host, port: localhost, 25"
expect "and no other" [ "$(cat "$folder/tried")" = "127.0.0.1 25" ]
send trap.example
expect "with the domain: sent" has "$folder/out" "^sent$"
expect "to the domain's own address" [ "$(cat "$folder/tried")" = "192.0.2.12 25" ]
send d1.example
expect "with a dummy: an error" has "$folder/out" "connect to host, port: d1.example, 25"
expect "and nobody else is tried" [ "$(cat "$folder/tried")" = "192.0.2.1 25" ]
END
