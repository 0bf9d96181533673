# The libraries are installed in a stage of their own: what only installing needs stays behind.
FROM python:3.11-slim AS libraries
COPY requirements.txt /
RUN python -m pip install --no-cache-dir --disable-pip-version-check --require-hashes \
    --only-binary :all: --prefix /libraries -r /requirements.txt

FROM python:3.11-slim
# The last has the C library give back what was freed: memory then grows half as fast.
ENV PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1 PYTHONUTF8=1 XDG_CACHE_HOME=/tmp \
    MALLOC_TRIM_THRESHOLD_=131072
COPY --from=libraries /libraries /usr/local
WORKDIR /app
COPY LICENSE ./
COPY bot bot
COPY knowledge knowledge
# The container's file system may be read-only but for /tmp, so the bytecode is written now. A
# folder that does not pass the check is found here, not in service.
RUN python -m compileall -q bot && python -m bot check && install -d -o 10001 -g 10001 /data
# The one place that is written to; nothing is where DATABASE_URL names a PostgreSQL.
ENV DATABASE_URL=sqlite+aiosqlite:////data/meeting-bot.sqlite3
VOLUME /data
USER 10001:10001
# Loads the knowledge and answers a question; it does not ask Telegram.
HEALTHCHECK --interval=5m --timeout=20s --start-period=20s \
    CMD ["python", "-m", "bot", "ask", "--json", "谁主持了会议"]
ENTRYPOINT ["python", "-m", "bot"]
CMD ["run"]
