#!/bin/sh
# Starts coturn with what differs from site to site. In /bin/sh, as the image has no other.
set -eu
: "${SITE_HOST:?}" "${TURN_SECRET:?}"
set -- -c "${TURN_CONFIG:-/etc/coturn/turnserver.conf}" --realm="$SITE_HOST" --static-auth-secret="$TURN_SECRET" "$@"
if [ -n "${TURN_EXTERNAL_IP:-}" ]; then
  # PUBLIC/PRIVATE behind a 1:1 NAT. Two callers who both need the relay meet on its private address: allow just that one.
  set -- "$@" --external-ip="$TURN_EXTERNAL_IP" --allowed-peer-ip="${TURN_EXTERNAL_IP#*/}"
fi
exec turnserver "$@"
