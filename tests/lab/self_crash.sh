# shellcheck shell=sh
# A lab that is up, and waits to be killed. Sourced by self.sh; $2 gets its namespaces.

lab_up
echo "@ MX 10 mail" | lab_zone oc9.com
lab_dns_up
lab_hostile 192.0.2.31=answers
lab_namespaces >"$LAB/namespaces"
cat "$LAB/namespaces" >"$2"
sleep 600
