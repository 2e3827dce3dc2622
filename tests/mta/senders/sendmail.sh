# shellcheck shell=sh
# Sendmail, with Debian's sendmail.mc and submit.mc as they are.

lab_define() {
    printf "define(\`%s', \`%s')dnl\n" "$1" "$2"
}

mta_sendmail_setup() {
    lab_root "$1" sendmail-bin
    lab_etc=$LAB/roots/$1/etc
    lab_user "$1" smmta 106 /var/lib/sendmail
    lab_user "$1" smmsp 107 /var/lib/sendmail
    echo "203.0.113.2 $2" >>"$lab_etc/hosts"
    echo "$2" >"$lab_etc/mailname"
    printf '%s\n' localhost "$2" >"$lab_etc/mail/local-host-names"
    cp "$LAB/roots/$1/usr/share/sendmail/cf/debian/sendmail.mc" \
        "$LAB/roots/$1/usr/share/sendmail/cf/debian/submit.mc" "$lab_etc/mail/"
    # What its scripts make, empty as they make it where nothing is asked for.
    : >"$lab_etc/mail/m4/dialup.m4"
    : >"$lab_etc/mail/m4/provider.m4"
    : >"$lab_etc/mail/access"
    mv "$lab_etc/aliases" "$lab_etc/mail/aliases"
    # A host name of its own, since the lab has one for all its hosts. And the load of this machine,
    # which may run many labs, must not make it put everything off.
    lab_define confDOMAIN_NAME "$2" >>"$lab_etc/mail/sendmail.mc"
    for file in sendmail.mc submit.mc; do
        lab_define confQUEUE_LA 1000 >>"$lab_etc/mail/$file"
        lab_define confREFUSE_LA 1000 >>"$lab_etc/mail/$file"
    done
    mkdir -p "$LAB/roots/$1/run/sendmail/mta" "$LAB/roots/$1/var/lib/sendmail"
    chmod 755 "$LAB/roots/$1/var/spool"
    chown 106:107 "$LAB/roots/$1/run/sendmail/mta"
    chown 106:107 "$LAB/roots/$1/var/spool/mqueue"
    chmod 2750 "$LAB/roots/$1/var/spool/mqueue"
    chown 107:107 "$LAB/roots/$1/var/spool/mqueue-client"
    chmod 2770 "$LAB/roots/$1/var/spool/mqueue-client"
    lab_privileged "$1" /usr/libexec/sendmail/sendmail root:107 2755
}

mta_sendmail_start() {
    lab_syslog "$2"
    lab_root_in "$1" "$2" sh -c '
        cd /etc/mail
        m4 sendmail.mc >sendmail.cf && m4 submit.mc >submit.cf
        makemap hash access <access
        /usr/libexec/sendmail/newaliases
        /usr/libexec/sendmail/sendmail -L sm-mta -bd -q10m' >"$LAB/roots/$2.start" 2>&1 || {
        cat "$LAB/roots/$2.start" "$LAB/roots/$2.log" >&2
        lab_fail "Sendmail does not start"
    }
}

mta_sendmail_send() {
    lab_root_in "$1" "$2" /usr/libexec/sendmail/sendmail -i -f "$3" "$4"
}

mta_sendmail_deferred() {
    grep -E 'mailer=esmtp.*(stat=Deferred|dsn=[45])' "$LAB/roots/$1.log"
}

mta_sendmail_log() {
    cat "$LAB/roots/$1.start" "$LAB/roots/$1.log"
}
