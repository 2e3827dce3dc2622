# shellcheck shell=sh
# The lab's mail hosts: real MTAs that take mail for oc9.com on addresses of the isp. Sourced after
# mta.sh.
#
#     lab_hosts_up [ROOT...]   starts them, or some; each delivers what it takes into
#                              $LAB/roots/ROOT/var/mail
#     lab_hostile ADDRESS=KIND...   servers of tests/lab/hostile_smtp.py on these addresses
#
#     root      MTA         addresses                            greets
#     master    Postfix     198.51.100.25, 2001:db8::25          at once
#     master    Postfix     198.51.100.27, 2001:db8::27          by postscreen: 220-, 6 s, 220
#     master    Postfix     198.51.100.28, 2001:db8::28          at once; EHLO with a full name
#     master    Postfix     198.51.100.29, 2001:db8::29          one connection in eight seconds
#     slave2    Exim        198.51.100.26, 2001:db8::26          at once
#     third     OpenSMTPD   5.9.25.25, 2a01:4f8:25::25           at once

LAB_MASTER="198.51.100.25 2001:db8::25"
LAB_POSTSCREEN="198.51.100.27 2001:db8::27"
LAB_STRICT="198.51.100.28 2001:db8::28"
LAB_LIMITED="198.51.100.29 2001:db8::29"
LAB_SLAVE2="198.51.100.26 2001:db8::26"
LAB_THIRD="5.9.25.25 2a01:4f8:25::25"

lab_greets() {
    lab_in vantage python3 "$LAB_SOURCE/greeting.py" "$@"
}

lab_master_up() {
    mta_postfix_setup master master.oc9.com
    lab_m=$LAB/roots/master/etc/postfix
    mta_postfix_add master <<END
mydestination = \$myhostname, localhost, oc9.com
inet_interfaces = $LAB_MASTER $LAB_POSTSCREEN $LAB_STRICT $LAB_LIMITED
postscreen_cache_map =
anvil_rate_time_unit = 8s
END
    {
        for address in $LAB_MASTER; do
            echo "[$address]:smtp inet n - n - - smtpd"
        done
        for address in $LAB_POSTSCREEN; do
            echo "[$address]:smtp inet n - n - 1 postscreen"
        done
        for address in $LAB_STRICT; do
            echo "[$address]:smtp inet n - n - - smtpd -o smtpd_delay_reject=no" \
                "-o smtpd_helo_restrictions=reject_invalid_helo_hostname,reject_non_fqdn_helo_hostname"
        done
        for address in $LAB_LIMITED; do
            echo "[$address]:smtp inet n - n - - smtpd -o smtpd_client_connection_rate_limit=1"
        done
        echo "smtpd pass - - n - - smtpd"
        echo "dnsblog unix - - n - 0 dnsblog"
        grep -v '^smtp *inet' "$lab_m/master.cf"
    } >"$LAB/master.cf"
    mv "$LAB/master.cf" "$lab_m/master.cf"
    mta_postfix_start isp master
}

lab_slave2_up() {
    mta_exim_setup slave2 slave2.oc9.com
    # shellcheck disable=SC2086 # words are meant
    lab_listen=$(printf '%s ; ' $LAB_SLAVE2)
    sed -i -e "s/^dc_local_interfaces=.*/dc_local_interfaces='<; ${lab_listen% ; }'/" \
        -e "s/^dc_other_hostnames=.*/dc_other_hostnames='slave2.oc9.com:oc9.com'/" \
        "$LAB/roots/slave2/etc/exim4/update-exim4.conf.conf"
    mta_exim_start isp slave2
}

lab_third_up() {
    mta_opensmtpd_setup third third.oc9.com
    {
        for address in $LAB_THIRD; do
            echo "listen on $address hostname third.oc9.com"
        done
        grep -v '^listen' "$LAB/roots/third/etc/smtpd.conf"
        echo 'match from any for domain "oc9.com" action "local"'
    } >"$LAB/smtpd.conf"
    mv "$LAB/smtpd.conf" "$LAB/roots/third/etc/smtpd.conf"
    sed -i 's/maildir alias/mbox alias/' "$LAB/roots/third/etc/smtpd.conf"
    mta_opensmtpd_start isp third
}

lab_hosts_up() {
    [ $# -gt 0 ] || set -- master slave2 third
    # shellcheck disable=SC2086 # words are meant
    lab_addresses $LAB_MASTER $LAB_POSTSCREEN $LAB_STRICT $LAB_LIMITED $LAB_SLAVE2 $LAB_THIRD
    for root in "$@"; do
        "lab_${root}_up"
    done
    lab_answering=
    for root in "$@"; do
        case $root in
        master) lab_answering="$lab_answering $LAB_MASTER" ;;
        slave2) lab_answering="$lab_answering $LAB_SLAVE2" ;;
        third) lab_answering="$lab_answering $LAB_THIRD" ;;
        esac
    done
    # shellcheck disable=SC2086 # words are meant
    lab_until 120 lab_greets --timeout 20 --expect answers $lab_answering ||
        lab_fail "does not greet: $(lab_greets --expect answers $lab_answering)"
}

lab_hostile() {
    for pair in "$@"; do
        lab_addresses "${pair%%=*}"
    done
    lab_in isp python3 "$LAB_SOURCE/hostile_smtp.py" "$@" &
    for pair in "$@"; do
        lab_until 120 lab_listens "${pair%%=*}" || lab_fail "nothing listens at $pair"
    done
}

lab_listens() {
    lab_in isp ss -Hltn src "[$1]" sport = :25 | grep -q LISTEN
}
