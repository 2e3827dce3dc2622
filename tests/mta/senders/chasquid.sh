# shellcheck shell=sh
# chasquid: takes mail of its users alone, by SMTP with TLS; it does not start without a certificate.

mta_chasquid_setup() {
    lab_root "$1" chasquid
    lab_etc=$LAB/roots/$1/etc/chasquid
    lab_user "$1" chasquid 109 /var/lib/chasquid
    cat >>"$lab_etc/chasquid.conf" <<END
hostname: "$2"
mail_log_path: "<stderr>"
smtp_address: "127.0.0.1:25"
submission_address: "127.0.0.1:587"
END
    mkdir -p "$lab_etc/domains/$2" "$lab_etc/certs/$2"
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 \
        -subj "/CN=$2" -addext "subjectAltName=DNS:$2" -keyout "$lab_etc/certs/$2/privkey.pem" \
        -out "$lab_etc/certs/$2/fullchain.pem" 2>/dev/null
    chown -R 109:109 "$lab_etc" "$LAB/roots/$1/var/lib/chasquid"
}

mta_chasquid_start() {
    lab_root_in "$1" "$2" chasquid-util user-add someone@vantage.lab.com --password=secret \
        >"$LAB/roots/$2.log" 2>&1 || lab_fail "chasquid has no user: $(cat "$LAB/roots/$2.log")"
    lab_root_in "$1" "$2" chown -R 109:109 /etc/chasquid
    lab_root_in "$1" "$2" setpriv --reuid 109 --regid 109 --clear-groups --inh-caps +net_bind_service \
        --ambient-caps +net_bind_service chasquid -logtime >>"$LAB/roots/$2.log" 2>&1 &
    lab_until 120 lab_in "$1" python3 "$LAB_SOURCE/greeting.py" --expect answers 127.0.0.1 || {
        cat "$LAB/roots/$2.log" >&2
        lab_fail "chasquid does not start"
    }
}

mta_chasquid_send() {
    lab_in "$1" python3 "$MXTRAP_SOURCE/tests/mta/submit.py" --port 587 --login someone@vantage.lab.com \
        --password secret "$3" "$4"
}

mta_chasquid_deferred() {
    grep -E '(temporary|permanent) error:' "$LAB/roots/$1.log"
}

mta_chasquid_log() {
    cat "$LAB/roots/$1.log"
}
