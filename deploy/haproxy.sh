#!/bin/sh
# Starts HAProxy on TCP 443, as root, with the certificates that Caddy obtains and renews.
# HAProxy reads them again when they change: new connections use the new certificate, old ones go on.
set -eu
umask 077
: "${SITE_HOST:?}" "${TURN_HOST:=$SITE_HOST}" "${CADDY_DATA:=/data/caddy}"
: "${FRONT_CONFIG:=/etc/haproxy/haproxy.cfg}" "${FRONT_STATE:=/run/videochat-haproxy}"
: "${FRONT_USER:=haproxy}" "${FRONT_PORT:=443}" "${CADDY_PORT:=8480}" "${TURN_PORT:=3478}" "${HEALTH_PORT:=2021}"
: "${HTTP3:=0}" "${CHECK_SECONDS:=5}"
# A kernel without IPv6 refuses to listen on [::].
FRONT_LISTEN=0.0.0.0:$FRONT_PORT
if [ -e /proc/net/if_inet6 ]; then FRONT_LISTEN=$FRONT_LISTEN,[::]:$FRONT_PORT; fi
FRONT_CERTIFICATES=$FRONT_STATE/certificates
export FRONT_CERTIFICATES FRONT_USER FRONT_LISTEN CADDY_PORT TURN_PORT HEALTH_PORT HTTP3
candidate=$FRONT_STATE/candidate

# Takes over the newest certificate of a name; succeeds if it is a new one. Caddy writes the certificate and its key one
# after the other, so HAProxy first says whether they belong together. If not, the next look finds them whole.
take() {
  certificate=$(ls -t "$CADDY_DATA"/certificates/*/"$1/$1.crt" 2>/dev/null | head -n 1)
  [ -n "$certificate" ] || return 1
  rm -rf "$candidate"
  mkdir -p "$candidate" "$FRONT_CERTIFICATES"
  cat "$certificate" "${certificate%.crt}.key" >"$candidate/$1.pem" || return 1
  ! cmp -s "$candidate/$1.pem" "$FRONT_CERTIFICATES/$1.pem" || return 1
  if ! FRONT_CERTIFICATES=$candidate haproxy -c -q -f "$FRONT_CONFIG"; then
    echo "haproxy.sh: HAProxy cannot use $certificate with its key; trying again"
    return 1
  fi
  mv "$candidate/$1.pem" "$FRONT_CERTIFICATES/$1.pem"
}

take_all() {
  changed=1
  for name in $(printf '%s\n' "$SITE_HOST" "$TURN_HOST" | sort -u); do
    if take "$name"; then
      echo "haproxy.sh: a new certificate for $name"
      changed=0
    fi
  done
  return "$changed"
}

mkdir -p "$FRONT_CERTIFICATES"
take_all || true
# Until HAProxy listens to signals it ignores this one, which would end it.
trap '' USR2
# systemd waits for a word from HAProxy.
mode=-W
if [ -n "${NOTIFY_SOCKET:-}" ]; then mode=-Ws; fi
haproxy "$mode" -db -f "$FRONT_CONFIG" &
haproxy=$!
(while sleep "$CHECK_SECONDS"; do if take_all; then kill -USR2 "$haproxy"; fi; done) &
watcher=$!
asked=
trap 'asked=yes; kill "$haproxy"' TERM INT
# A signal interrupts the wait.
while kill -0 "$haproxy" 2>/dev/null; do
  status=0
  wait "$haproxy" || status=$?
done
kill "$watcher" 2>/dev/null || true
[ -n "$asked" ] || exit "${status:-1}"
