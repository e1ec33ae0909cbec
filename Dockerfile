# The base is an argument so that another Debian-like Python image may stand in.
ARG PYTHON_IMAGE=python:3.13-slim-bookworm

FROM ${PYTHON_IMAGE} AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE requirements.txt ./
RUN python3 -m venv /opt/slotwatch \
    && /opt/slotwatch/bin/pip install --no-cache-dir --require-hashes -r requirements.txt
COPY slotwatch ./slotwatch
RUN /opt/slotwatch/bin/pip install --no-cache-dir --no-deps .

FROM ${PYTHON_IMAGE}
COPY --from=build /opt/slotwatch /opt/slotwatch
# a number, not a name: it works with any base, and with `docker run --user`
RUN install -d -o 10001 -g 10001 -m 0700 /data
ENV PATH=/opt/slotwatch/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SLOTWATCH_CONFIG=/data/slotwatch.toml \
    STATE_DIRECTORY=/data/state
USER 10001
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s CMD ["slotwatch", "healthcheck"]
ENTRYPOINT ["slotwatch"]
CMD ["run"]
