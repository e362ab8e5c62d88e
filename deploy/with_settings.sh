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
: "${STUN_URLS:=stun:$SITE_HOST:3478}"
: "${TURN_URLS:=turn:$SITE_HOST:3478?transport=udp,turn:$SITE_HOST:3478?transport=tcp}"
# deploy/host/Caddyfile overwrites both headers. Without a proxy they are set to nothing.
: "${CLIENT_IP_HEADER=X-Real-IP}" "${FORWARDED_PROTO_HEADER=X-Forwarded-Proto}"
TURN_CONFIG=deploy/turnserver.conf
PATH="$PWD/.venv/bin:$PATH"
set +a
exec "$@"
