"""Specs of many zones."""

# Public addresses, so that no rule has anything to say about them. Each zone has its own.
ZONE = """  - zone: example{i}.com
    ttl: 3600
    mx:
      - dummy: mail1
        preference: 1
        address: [20.{a}.{b}.{c}, "2b00:{a:x}:{b:x}::{c:x}"]
      - real: master
        preference: 5
        address: [30.{a}.{b}.{c}, "2a00:{a:x}:{b:x}::{c:x}"]
      - real: slave2
        preference: 6
        address: 40.{a}.{b}.{c}
      - dummy: mail2
        preference: 8
        address: 50.{a}.{b}.{c}
      - dummy: mail3
        preference: 10
        address: [60.{a}.{b}.{c}, "2c00:{a:x}:{b:x}::{c:x}"]
"""


def write_spec(path, zones):
    with open(path, "w", encoding="ascii") as spec:
        spec.write("zones:\n")
        for i in range(zones):
            spec.write(ZONE.format(i=i, a=i >> 16 & 255, b=i >> 8 & 255, c=i & 255))
