# shellcheck shell=sh
# Real mail servers of the lab, each as Debian's package installs it, in a root of its own: what
# the package's scripts would do to the machine is done to that root. Sourced after net.sh.
#
#     lab_root NAME PACKAGE        makes $LAB/roots/NAME from an unpacked package, another release's if
#                                  MXTRAP_MAIL names its folder
#     lab_root_in HOST NAME COMMAND...   runs a command in it, on a host
#     mta_MTA_setup NAME HOSTNAME  root NAME with MTA's default configuration ("Internet site")
#     mta_MTA_start HOST NAME      starts it there; it ends with the lab
#     mta_MTA_send HOST NAME FROM TO   queues the message on stdin
#     mta_MTA_deferred NAME        the lines of its log that put a message off after trying; fails
#                                  if there are none
#     mta_MTA_log NAME             what it logged
#     lab_user NAME USER ID HOME   gives root NAME another user, with a group of its own
#     lab_syslog NAME              its /dev/log, written to $LAB/roots/NAME.log
# MTA: postfix, exim, opensmtpd, and those of tests/mta/senders, which send alone and receive
# nothing. Another is a package for tests/servers.sh and five functions.

# Files of the package are shared by its roots; /etc and /var are each root's own.
lab_root() {
    lab_r=$LAB/roots/$1
    lab_package=${MXTRAP_MAIL:-$LAB_SERVERS/mail}/$2
    [ -e "$lab_package/complete" ] || lab_fail "$lab_package is not there: see tests/servers.sh"
    mkdir -p "$lab_r/usr" "$lab_r/proc" "$lab_r/dev" "$lab_r/run" "$lab_r/root"
    mkdir -m 1777 "$lab_r/tmp"
    ln -s run "$lab_r/var-run"
    mount --bind "$lab_package/usr" "$lab_r/usr"
    for folder in bin sbin lib lib64; do
        ln -s "usr/$folder" "$lab_r/$folder"
    done
    cp -R "$lab_package/etc" "$lab_package/var" "$lab_r/"
    rm -rf "$lab_r/var-run" "$lab_r/var/run"
    ln -s /run "$lab_r/var/run"
    mkdir -p "$lab_r/var/log" "$lab_r/var/spool" "$lab_r/var/lib" "$lab_r/var/tmp"
    rm -rf "$lab_r/var/mail" "$lab_r/var/spool/mail"
    mkdir -m 2775 "$lab_r/var/mail"
    chgrp 8 "$lab_r/var/mail"
    ln -s ../mail "$lab_r/var/spool/mail"
    chmod 1777 "$lab_r/var/tmp"
    mount --rbind /proc "$lab_r/proc"
    for device in null zero full random urandom; do
        : >"$lab_r/dev/$device"
        mount --bind "/dev/$device" "$lab_r/dev/$device"
    done
    cat >"$lab_r/etc/passwd" <<'END'
root:x:0:0:root:/root:/bin/sh
daemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin
mail:x:8:8:mail:/var/mail:/usr/sbin/nologin
uucp:x:10:10:uucp:/var/spool/uucp:/usr/sbin/nologin
postfix:x:101:101::/var/spool/postfix:/usr/sbin/nologin
Debian-exim:x:103:103::/var/spool/exim4:/usr/sbin/nologin
opensmtpd:x:104:104::/var/lib/opensmtpd/empty:/usr/sbin/nologin
opensmtpq:x:105:105::/var/lib/opensmtpd/empty:/usr/sbin/nologin
someone:x:1000:1000::/home/someone:/bin/sh
nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin
END
    cat >"$lab_r/etc/group" <<'END'
root:x:0:
daemon:x:1:
adm:x:4:
mail:x:8:
uucp:x:10:
postfix:x:101:
postdrop:x:102:
Debian-exim:x:103:
opensmtpd:x:104:
opensmtpq:x:105:
someone:x:1000:
nogroup:x:65534:
END
    mkdir -p "$lab_r/home/someone"
    chown 1000:1000 "$lab_r/home/someone"
    echo "postmaster: root" >"$lab_r/etc/aliases"
    echo "127.0.0.1 localhost" >"$lab_r/etc/hosts"
    echo "hosts: files dns" >"$lab_r/etc/nsswitch.conf"
    cp "$LAB/resolv.conf" "$lab_r/etc/resolv.conf"
}

lab_root_in() {
    lab_h=$1
    lab_r=$LAB/roots/$2
    shift 2
    lab_in "$lab_h" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root \
        chroot "$lab_r" "$@"
}

# A program that gives its caller another user or group: a copy, since unpacked files are those of
# whoever runs the tests, and have no such bit.
lab_privileged() {
    lab_copy=$LAB/roots/$1.${2##*/}
    cp "$LAB/roots/$1$2" "$lab_copy"
    chown "$3" "$lab_copy"
    chmod "$4" "$lab_copy"
    mount --bind "$lab_copy" "$LAB/roots/$1$2"
}

lab_user() {
    echo "$2:x:$3:$3::$4:/usr/sbin/nologin" >>"$LAB/roots/$1/etc/passwd"
    echo "$2:x:$3:" >>"$LAB/roots/$1/etc/group"
}

lab_syslog() {
    python3 "$MXTRAP_SOURCE/tests/mta/syslog.py" "$LAB/roots/$1/dev/log" >>"$LAB/roots/$1.log" &
    lab_until 120 test -S "$LAB/roots/$1/dev/log" || lab_fail "no /dev/log in $1"
}

# Adds the parameters on stdin to main.cf, or sets them again: one that is set twice is a warning of each
# process, which Postfix 3.10 may not come up with.
mta_postfix_add() {
    lab_etc=$LAB/roots/$1/etc/postfix
    cat >"$LAB/parameters"
    awk 'NR == FNR { ours[$1]; next } !($1 in ours)' "$LAB/parameters" "$lab_etc/main.cf" |
        cat - "$LAB/parameters" >"$LAB/main.cf"
    mv "$LAB/main.cf" "$lab_etc/main.cf"
}

mta_postfix_setup() {
    lab_root "$1" postfix
    lab_etc=$LAB/roots/$1/etc/postfix
    cp "$LAB/roots/$1/usr/share/postfix/main.cf.debian" "$lab_etc/main.cf"
    # Without cages, which Debian's scripts would fill with files of the machine.
    mkdir -p "$LAB/roots/$1/etc/default"
    echo "SYNC_CHROOT=" >"$LAB/roots/$1/etc/default/postfix"
    awk '/^[a-z]/ && $5 == "y" { $5 = "n" } { print }' \
        "$LAB/roots/$1/usr/share/postfix/master.cf.dist" >"$lab_etc/master.cf"
    cp "$LAB/roots/$1/usr/share/postfix/dynamicmaps.cf" "$lab_etc/"
    # What its postinst asks, and a log of its own.
    mta_postfix_add "$1" <<END
myhostname = $2
alias_maps = hash:/etc/aliases
alias_database = hash:/etc/aliases
mydestination = \$myhostname, localhost
relayhost =
mynetworks = 127.0.0.0/8 [::ffff:127.0.0.0]/104 [::1]/128
mailbox_size_limit = 0
recipient_delimiter = +
inet_interfaces = all
inet_protocols = all
maillog_file = /var/log/mail.log
END
    for folder in lib/postfix spool/postfix; do
        mkdir -p "$LAB/roots/$1/var/$folder"
    done
    chown 101:101 "$LAB/roots/$1/var/lib/postfix"
    lab_privileged "$1" /usr/sbin/postdrop root:102 2555
    lab_privileged "$1" /usr/sbin/postqueue root:102 2555
}

mta_postfix_start() {
    lab_root_in "$1" "$2" sh -c '
        newaliases && postfix set-permissions
        postfix start' >"$LAB/roots/$2.log" 2>&1 || {
        cat "$LAB/roots/$2.log" "$LAB/roots/$2/var/log/mail.log" >&2
        lab_fail "Postfix does not start"
    }
}

mta_postfix_send() {
    lab_root_in "$1" "$2" sendmail -i -f "$3" "$4"
}

mta_postfix_deferred() {
    grep 'status=\(deferred\|bounced\)' "$LAB/roots/$1/var/log/mail.log"
}

mta_postfix_log() {
    cat "$LAB/roots/$1/var/log/mail.log"
}

mta_exim_setup() {
    lab_root "$1" exim4-daemon-light
    cat >"$LAB/roots/$1/etc/exim4/update-exim4.conf.conf" <<END
dc_eximconfig_configtype='internet'
dc_other_hostnames='$2'
dc_local_interfaces=''
dc_readhost=''
dc_relay_domains=''
dc_minimaldns='false'
dc_relay_nets=''
dc_smarthost=''
CFILEMODE='644'
dc_use_split_config='false'
dc_hide_mailname=''
dc_mailname_in_oh='true'
dc_localdelivery='mail_spool'
END
    echo "$2" >"$LAB/roots/$1/etc/mailname"
    # The name that EHLO gives: the lab has one host name for all its hosts.
    echo "MAIN_HARDCODE_PRIMARY_HOSTNAME = $2" |
        cat - "$LAB/roots/$1/etc/exim4/exim4.conf.template" >"$LAB/template"
    mv "$LAB/template" "$LAB/roots/$1/etc/exim4/exim4.conf.template"
    mkdir -p "$LAB/roots/$1/var/lib/exim4"
    for folder in log/exim4 spool/exim4 spool/exim4/db spool/exim4/input spool/exim4/msglog; do
        mkdir -p "$LAB/roots/$1/var/$folder"
        chown 103:103 "$LAB/roots/$1/var/$folder"
        chmod 750 "$LAB/roots/$1/var/$folder"
    done
    mkdir -m 750 "$LAB/roots/$1/run/exim4"
    chown 103:103 "$LAB/roots/$1/run/exim4"
    lab_privileged "$1" /usr/sbin/exim4 root:root 4755
}

mta_exim_start() {
    lab_root_in "$1" "$2" sh -c 'update-exim4.conf && exim4 -bd -q30m' \
        >"$LAB/roots/$2.log" 2>&1 || {
        cat "$LAB/roots/$2.log" >&2
        lab_fail "Exim does not start"
    }
    # The daemon begins with a queue run. On a busy machine it comes after the first messages, and what
    # chance did not deliver is tried again at once.
    lab_until 60 grep -q 'End queue run' "$LAB/roots/$2/var/log/exim4/mainlog" ||
        lab_fail "Exim's first queue run does not end"
}

mta_exim_send() {
    lab_root_in "$1" "$2" exim4 -oi -f "$3" "$4"
}

mta_exim_deferred() {
    grep -E ' (==|\*\*) ' "$LAB/roots/$1/var/log/exim4/mainlog"
}

mta_exim_log() {
    cat "$LAB/roots/$1/var/log/exim4/mainlog"
}

mta_opensmtpd_setup() {
    lab_root "$1" opensmtpd
    echo "$2" >"$LAB/roots/$1/etc/mailname"
    mkdir -p "$LAB/roots/$1/var/lib/opensmtpd/empty" "$LAB/roots/$1/var/spool/smtpd"
    chmod 711 "$LAB/roots/$1/var/spool/smtpd"
    # 7.6 does not start without authorities, whom nothing here asks.
    mkdir -p "$LAB/roots/$1/etc/ssl/certs"
    touch "$LAB/roots/$1/etc/ssl/certs/ca-certificates.crt"
    lab_privileged "$1" /usr/sbin/smtpctl root:105 2555
}

mta_opensmtpd_start() {
    lab_root_in "$1" "$2" smtpd -dv >"$LAB/roots/$2.log" 2>&1 &
    lab_until 120 test -S "$LAB/roots/$2/run/smtpd.sock" || {
        cat "$LAB/roots/$2.log" >&2
        lab_fail "OpenSMTPD does not start"
    }
}

mta_opensmtpd_send() {
    lab_root_in "$1" "$2" sendmail -f "$3" "$4"
}

mta_opensmtpd_deferred() {
    grep -E 'result="?(TempFail|PermFail)' "$LAB/roots/$1.log"
}

mta_opensmtpd_log() {
    cat "$LAB/roots/$1.log"
}
