# One worker. The image has no compilers and no pip cache, and does not run as root. docker-compose.yml starts any number
# of workers.
FROM node:22-bookworm-slim AS node_modules
WORKDIR /build
COPY package.json package-lock.json ./
# For esbuild, which is a native program: the stage below needs no Node.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM python:3.12-slim-bookworm AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1
RUN python -m venv /opt/venv
COPY requirements.txt /tmp/
# Every dependency has a wheel. A dependency that needs a compiler fails here.
RUN /opt/venv/bin/pip install --require-hashes --only-binary :all: -r /tmp/requirements.txt \
 && /opt/venv/bin/pip uninstall --yes pip

FROM python:3.12-slim-bookworm
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1
COPY --from=build /opt/venv /opt/venv
WORKDIR /srv/videochat
COPY manage.py ./
COPY videochat videochat
COPY calls calls
COPY templates templates
COPY static static
COPY locale locale
COPY deploy/health.py deploy/health.py
# The settings require a key and an origin even to collect static files. Neither stays in the image, and nothing from npm.
RUN --mount=type=bind,from=node_modules,source=/build/node_modules,target=/srv/videochat/node_modules \
    python -m compileall -q videochat calls \
 && SECRET_KEY=only-for-collectstatic-only-for-collectstatic-only-here SITE_ORIGINS=https://localhost DATABASE_URL=sqlite://:memory: \
    python manage.py collectstatic --noinput \
 && useradd --system --uid 10001 --home-dir /nonexistent --shell /usr/sbin/nologin videochat \
 && mkdir -p var && chown videochat var
USER videochat
EXPOSE 8000
# /healthz, not /readyz: a restart of this worker would not fix a database or Redis that is down.
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s --retries=3 CMD ["python", "deploy/health.py"]
# On SIGTERM the worker sends its clients to other workers and exits within 10 s.
STOPSIGNAL SIGTERM
CMD ["python", "manage.py", "serve", "--bind", "0.0.0.0", "--port", "8000"]
