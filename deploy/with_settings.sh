#!/bin/sh
# Runs a command with the settings of .env on a host without containers: deploy/with_settings.sh python manage.py migrate
# The settings that docker-compose.yml derives from .env are derived here, too. Each may be set in .env instead.
set -eu
cd "$(dirname "$0")/.."
set -a
. "${ENV_FILE:-./.env}"
: "${SITE_HOST:?set SITE_HOST in .env to the name people reach the site by}"
: "${SITE_ORIGINS:=https://$SITE_HOST}"
: "${DATABASE_URL:=postgres://videochat:${POSTGRES_PASSWORD:?set POSTGRES_PASSWORD in .env}@127.0.0.1:5432/videochat}"
: "${REDIS_URL:=redis://127.0.0.1:6379/0}"
: "${TURN_HOST:=$SITE_HOST}"
: "${STUN_URLS:=stun:$TURN_HOST:3478}"
at=turn:$TURN_HOST:3478
: "${TURN_URLS:=$at?transport=udp,$at?transport=tcp,turns:$TURN_HOST:443?transport=tcp}"
unset at
# HAProxy overwrites the first header, deploy/host/Caddyfile the second. Without a proxy they are set to nothing.
: "${CLIENT_IP_HEADER=X-Real-IP}" "${FORWARDED_PROTO_HEADER=X-Forwarded-Proto}"
TURN_CONFIG=deploy/turnserver.conf
FRONT_CONFIG=deploy/haproxy.cfg CADDY_DATA="${CADDY_DATA:-/var/lib/caddy/.local/share/caddy}"
PATH="$PWD/.venv/bin:$PATH"
set +a
exec "$@"
