#!/bin/sh
# The example of the library that checks domains asks DNS and port 25, and prints what it found.
# usage: sh tests/lab/library.sh EXAMPLE_CHECK
set -eu
. "$(dirname "$0")/../lib.sh"

# Not special-purpose addresses: a check leaves these out unless it is told otherwise.
cat >"$work/spec.yaml" <<END
zone: oc9.com
mx:
  - {dummy: a, address: 11.0.0.1}
  - {real: b, address: 11.0.0.2}
  - {dummy: c, address: 11.0.0.3}
END
# In a rehearsal hosts are addresses of this machine: that one answers is seen, that one is silent
# proves nothing.
run 1 timeout 60 "$lab" -q "$work/spec.yaml" -- "$1" 127.0.0.1 oc9.com
out_has "oc9.com: inconclusive"
out_has "10 a.oc9.com. 11.0.0.1: unprobed"
out_has "20 b.oc9.com. 11.0.0.2: answers"
finish 4
