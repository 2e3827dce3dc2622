# shellcheck shell=sh
# Courier: courierd with the modules of the package.

mta_courier_setup() {
    lab_root "$1" courier-mta
    lab_etc=$LAB/roots/$1/etc
    lab_user "$1" courier 108 /var/lib/courier
    echo "$2" >"$lab_etc/mailname"
    echo "$2" >"$lab_etc/courier/me"
    echo "$2" >"$lab_etc/courier/defaultdomain"
    echo "mailer@$2" >"$lab_etc/courier/dsnfrom"
    printf '%s\n' localhost "$2" >"$lab_etc/courier/locals"
    : >"$lab_etc/environment"
    mkdir -m 775 "$LAB/roots/$1/run/courier"
    chown -R 108:108 "$LAB/roots/$1/var/lib/courier" "$LAB/roots/$1/run/courier"
    chmod 750 "$LAB/roots/$1"/var/lib/courier/*
    chmod 770 "$LAB/roots/$1/var/lib/courier/tmp"
    chown -R 0:108 "$lab_etc/courier"
    lab_privileged "$1" /usr/sbin/sendmail root:108 2755
    lab_privileged "$1" /usr/lib/courier/courier/submitmkdir 108:108 4755
}

mta_courier_start() {
    lab_syslog "$2"
    lab_root_in "$1" "$2" sh -c 'makealiases && courier start' >"$LAB/roots/$2.start" 2>&1 || {
        cat "$LAB/roots/$2.start" "$LAB/roots/$2.log" >&2
        lab_fail "Courier does not start"
    }
    lab_until 10 grep -q 'Started' "$LAB/roots/$2.log" || true
}

mta_courier_send() {
    lab_root_in "$1" "$2" sendmail -f "$3" "$4"
}

mta_courier_deferred() {
    grep -E 'status: (deferred|failure)' "$LAB/roots/$1.log"
}

mta_courier_log() {
    cat "$LAB/roots/$1.start" "$LAB/roots/$1.log"
}
