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
# 1 adds a browser, for motives with fetch = "browser" (docs/browser.md); fonts are for its pictures of pages
ARG WITH_CHROMIUM=0
RUN if [ "$WITH_CHROMIUM" = 1 ]; then \
        apt-get update \
        && apt-get install -y --no-install-recommends chromium-headless-shell fonts-dejavu-core \
        && rm -rf /var/lib/apt/lists/*; \
    fi
COPY --from=build /opt/slotwatch /opt/slotwatch
# a number, not a name: it works with any base, and with `docker run --user`
RUN install -d -o 10001 -g 10001 -m 0700 /data
# no sandbox for the browser's pages: Docker's own filter forbids the namespaces that it is made of, and without
# them Chromium does not start.  The container is the wall then; docs/browser.md says how to have both
ENV PATH=/opt/slotwatch/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SLOTWATCH_CONFIG=/data/slotwatch.toml \
    STATE_DIRECTORY=/data/state \
    SLOTWATCH_CHROMIUM_SANDBOX=off
USER 10001
VOLUME /data
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=60s --timeout=10s --start-period=60s CMD ["slotwatch", "healthcheck"]
ENTRYPOINT ["slotwatch"]
CMD ["run"]
