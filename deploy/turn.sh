#!/bin/sh
# Starts coturn with the settings that differ from site to site. The image has no other shell than /bin/sh.
set -euf
: "${SITE_HOST:?}" "${TURN_SECRET:?}"

refuse() {
  echo "videochat: $1" >&2
  exit 1
}

# ipv4 ADDRESS: sets `number` to an IPv4 address as a number. It fails for everything else.
ipv4() {
  case "$1" in '' | *[!0-9.]* | .* | *. | *..*) return 1 ;; esac
  fields="$IFS" IFS=.
  set -- $1
  IFS="$fields"
  [ "$#" = 4 ] || return 1
  for byte; do
    # A leading zero would make it an octal number.
    case "$byte" in 0?* | ????*) return 1 ;; esac
    [ "$byte" -le 255 ] || return 1
  done
  number=$((($1 << 24) + ($2 << 16) + ($3 << 8) + $4))
}

# private_ipv6 ADDRESS: succeeds for unique local addresses (RFC 4193), the only private ones that are routed.
private_ipv6() {
  case "$1" in *[!0-9A-Fa-f:]*) return 1 ;; [Ff][CcDd][0-9A-Fa-f][0-9A-Fa-f]:*) return 0 ;; esac
  return 1
}

global_ipv6() {
  case "$1" in *[!0-9A-Fa-f:]*) return 1 ;; [23]*:*) return 0 ;; esac
  return 1
}

dotted() { echo "$(($1 >> 24)).$(($1 >> 16 & 255)).$(($1 >> 8 & 255)).$(($1 & 255))"; }

# peers NAME VALUE: sets `range` to what coturn's allowed-peer-ip accepts: ADDRESS or FIRST-LAST.
peers() {
  right="$1: '$2' is not an address such as 10.0.0.5, or a range such as 10.0.0.0/24 or 10.0.0.5-10.0.0.9"
  right6="$1: '$2' is not a private address such as fd00::5, or a range such as fd00::5-fd00::9"
  case "$2" in
    *:*)
      private_ipv6 "${2%-*}" && private_ipv6 "${2#*-}" || refuse "$right6"
      range="$2"
      return
      ;;
    */*)
      bits="${2#*/}"
      case "$bits" in [0-9] | [12][0-9] | 3[0-2]) ;; *) refuse "$right" ;; esac
      ipv4 "${2%%/*}" || refuse "$right"
      others=$(((1 << (32 - bits)) - 1))
      first=$((number & ~others))
      last=$((first + others))
      ;;
    *)
      ipv4 "${2%%-*}" || refuse "$right"
      first="$number"
      ipv4 "${2#*-}" || refuse "$right"
      last="$number"
      [ "$first" -le "$last" ] || refuse "$right"
      ;;
  esac
  # This network, loopback, link-local with the provider's metadata service, and multicast.
  for never in 0.0.0.0-0.255.255.255 127.0.0.0-127.255.255.255 169.254.0.0-169.254.255.255 224.0.0.0-255.255.255.255; do
    ipv4 "${never#*-}" && [ "$first" -le "$number" ] && ipv4 "${never%-*}" && [ "$last" -ge "$number" ] || continue
    refuse "$1: '$2' contains addresses from $never, which nobody may reach through the relay"
  done
  range="$(dotted "$first")-$(dotted "$last")"
  [ "$first" != "$last" ] || range="$(dotted "$first")"
}

set -- -c "${TURN_CONFIG:-/etc/coturn/turnserver.conf}" --realm="$SITE_HOST" --static-auth-secret="$TURN_SECRET" "$@"
if [ -n "${TURN_EXTERNAL_IP:-}" ]; then
  example="203.0.113.5/10.0.0.5, the public and the private address of this machine"
  # Two callers who both need the relay connect through its private address: allow it, and no other one.
  for address in "${TURN_EXTERNAL_IP%%/*}" "${TURN_EXTERNAL_IP#*/}"; do
    ipv4 "$address" || global_ipv6 "$address" || private_ipv6 "$address" ||
      refuse "TURN_EXTERNAL_IP: '$TURN_EXTERNAL_IP' should look like $example"
  done
  case "$address" in *:*) range="$address" ;; *) peers TURN_EXTERNAL_IP "$address" ;; esac
  set -- "$@" --external-ip="$TURN_EXTERNAL_IP" --allowed-peer-ip="$range"
fi
# Private addresses of people's devices. turnserver.conf denies all others.
fields="$IFS" IFS=', '
for value in ${TURN_ALLOWED_PEERS:-}; do
  IFS="$fields"
  [ -n "$value" ] || continue
  peers TURN_ALLOWED_PEERS "$value"
  set -- "$@" --allowed-peer-ip="$range"
done
IFS="$fields"
exec turnserver "$@"
