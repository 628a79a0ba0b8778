# syntax=docker/dockerfile:1
# The house: door, outreach, desk and the one-time migration; each container runs one of them.
#   docker build -f docker/house.Dockerfile .

FROM ghcr.io/astral-sh/uv:0.13.9 AS uv

FROM python:3.13.9-slim-bookworm AS build
COPY --from=uv /uv /usr/local/bin/uv
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never
WORKDIR /app
COPY pyproject.toml uv.lock .python-version README.md ./
RUN uv sync --frozen --no-dev --no-install-project
COPY bot bot
COPY db db
COPY dialogues dialogues
COPY faq faq
RUN uv sync --frozen --no-dev

FROM python:3.13.9-slim-bookworm
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin povezani \
    && install -d -o povezani -g povezani -m 700 /data
WORKDIR /app
COPY --from=build /app /app
COPY Procfile ./
COPY nlu/data nlu/data
ENV PATH=/app/.venv/bin:$PATH POVEZANI_VAR=/data PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
VOLUME /data
EXPOSE 8080
# compose says which part; by itself the image runs the desk
HEALTHCHECK --interval=30s --timeout=15s --start-period=40s --retries=3 \
    CMD ["povezani", "status", "--part", "desk"]
CMD ["povezani", "run", "desk"]
