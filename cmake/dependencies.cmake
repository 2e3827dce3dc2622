# What libmxtrap stands on: a list of imported targets, PREFIX=pkg-config module>=oldest version. The
# build reads it, and so do the CMake package (for the static library) and mxtrap.pc. Why each:
#   ldns         records and packets of the lab's own DNS server, names of reply codes; not its reader
#                of zone files, which has no $INCLUDE, nor its parser of names, which takes "\["
#   libyaml      specs, by events with their places: its documents would hold the file in memory
#   libzscanner  zone files: ldns makes an object of each record, and is slower by that
#   jansson      JSON: what strangers sent is escaped right; --resume reads it
#   libunbound   many questions at once, with cache, retries, TCP and DNSSEC
#   libevent     the loop that resolver and prober share; epoll would be Linux alone
#   libidn2      domains as typed, in other scripts: IDNA 2008 is large tables
#   libpsl       whether a name without a final dot ends as names of the public DNS do: a list of
#                thousands of suffixes, with wildcards and exceptions
#   libpcap      captures (pcap, pcapng), network interfaces, NFLOG: mxtrap-watch
#   OpenSSL      STARTTLS, TSIG; ldns needs it already
# TSIG of transfers is lib/net/tsig.c, since neither library at hand does it. ldns 1.8 cannot verify a
# message that follows unsigned ones (RFC 8945 5.3.1), compares no time, and has no hmac-sha384.
# libknot 3.2 can: knot_tsig_sign, _client_check and _client_check_next verified transfers from BIND,
# NSD and Knot and refused what tests/lab/hostile_axfr.py forges, once the caller had stripped and
# joined the messages between two signatures and counted those without one. But it reports a lack of
# memory, and a key of another algorithm, as a wrong signature; it copies the joined messages twice;
# and it loads 15 shared libraries more, GnuTLS beside OpenSSL, libbpf, libxdp and lmdb among them,
# and its ABI's number went from 13 in version 3.2 to 16 in 3.6. It would replace about 100 lines.
set(MXTRAP_DEPENDENCIES
  LDNS=ldns>=1.8
  YAML=yaml-0.1>=0.2.5
  ZSCANNER=libzscanner>=3.2
  JANSSON=jansson>=2.13
  UNBOUND=libunbound>=1.17
  LIBEVENT=libevent_core>=2.1
  IDN2=libidn2>=2.3
  PSL=libpsl>=0.21
  PCAP=libpcap>=1.10
  OPENSSL=openssl>=3.0)

set(MXTRAP_LIBRARIES)
set(MXTRAP_LINK_FLAGS)
foreach(dependency IN LISTS MXTRAP_DEPENDENCIES)
  string(REGEX MATCH "^([A-Z0-9]+)=(.*)$" matched ${dependency})
  set(prefix ${CMAKE_MATCH_1}) # pkg_check_modules matches too
  pkg_check_modules(${prefix} REQUIRED IMPORTED_TARGET ${CMAKE_MATCH_2})
  list(APPEND MXTRAP_LIBRARIES PkgConfig::${prefix})
  list(APPEND MXTRAP_LINK_FLAGS ${${prefix}_LDFLAGS})
endforeach()
