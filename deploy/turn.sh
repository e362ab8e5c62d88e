#!/bin/sh
# Starts coturn with the settings that differ from site to site. The image has no other shell than /bin/sh.
set -eu
: "${SITE_HOST:?}" "${TURN_SECRET:?}"
set -- -c "${TURN_CONFIG:-/etc/coturn/turnserver.conf}" --realm="$SITE_HOST" --static-auth-secret="$TURN_SECRET" "$@"
if [ -n "${TURN_EXTERNAL_IP:-}" ]; then
  # PUBLIC/PRIVATE behind a 1:1 NAT. Two callers who both need the relay connect through its private address: allow it,
  # and no other private address.
  set -- "$@" --external-ip="$TURN_EXTERNAL_IP" --allowed-peer-ip="${TURN_EXTERNAL_IP#*/}"
fi
exec turnserver "$@"
