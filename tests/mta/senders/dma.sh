# shellcheck shell=sh
# dma: no daemon and no queue runner; the message is sent by the process that takes it.

mta_dma_setup() {
    lab_root "$1" dma
    cp "$LAB/roots/$1/usr/share/dma/dma.conf" "$LAB/roots/$1/etc/dma/"
    echo "$2" >"$LAB/roots/$1/etc/mailname"
    chown 0:8 "$LAB/roots/$1/var/spool/dma"
    chmod 2775 "$LAB/roots/$1/var/spool/dma"
    lab_privileged "$1" /usr/sbin/dma root:8 2755
}

mta_dma_start() {
    lab_syslog "$2"
}

mta_dma_send() {
    lab_root_in "$1" "$2" dma -f "$3" "$4"
}

mta_dma_deferred() {
    grep -E 'remote delivery (deferred|failed)|bounc' "$LAB/roots/$1.log"
}

mta_dma_log() {
    cat "$LAB/roots/$1.log"
}
