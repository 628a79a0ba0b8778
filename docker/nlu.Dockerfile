# syntax=docker/dockerfile:1
# Rasa with its own Python 3.10, and the house's commands that train and start it.
#   docker build -f docker/nlu.Dockerfile .
# Python 3.10 is past its end of life: this container belongs on a network without a way out.

FROM ghcr.io/astral-sh/uv:0.13.9 AS uv

FROM debian:12.12-slim AS build
COPY --from=uv /uv /usr/local/bin/uv
# both interpreters stand under one folder that is copied as it is
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_INSTALL_DIR=/opt/python \
    UV_PYTHON_PREFERENCE=only-managed
RUN uv python install 3.10 3.13
WORKDIR /app
COPY nlu/pyproject.toml nlu/uv.lock nlu/.python-version nlu/
RUN uv sync --frozen --project nlu
COPY pyproject.toml uv.lock .python-version README.md ./
RUN uv sync --frozen --no-dev --no-install-project
COPY bot bot
COPY db db
COPY dialogues dialogues
COPY faq faq
COPY nlu nlu
RUN uv sync --frozen --no-dev

FROM debian:12.12-slim
RUN useradd --uid 10001 --create-home --shell /usr/sbin/nologin povezani \
    && install -d -o povezani -g povezani -m 700 /data
COPY --from=build /opt/python /opt/python
COPY --from=build /app /app
WORKDIR /app
ENV PATH=/app/.venv/bin:$PATH POVEZANI_VAR=/data POVEZANI_RASA_HOST=0.0.0.0 \
    PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
USER 10001
VOLUME /data
EXPOSE 5005
# the first start trains, which takes some minutes on a small server
HEALTHCHECK --interval=30s --timeout=15s --start-period=600s --retries=3 \
    CMD ["povezani", "status", "--part", "rasa"]
CMD ["povezani", "run", "rasa", "--train"]
