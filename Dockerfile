# One image for the web server and the workers. Nothing is fetched after it is built.
FROM python:3.12-slim AS build
WORKDIR /app
# The CPU build of torch: without this line pip would bring several GB for graphics cards.
ARG TORCH_INDEX=https://download.pytorch.org/whl/cpu
COPY pyproject.toml constraints.txt README.md LICENSE ./
RUN python -m venv /venv \
    && /venv/bin/pip install --no-cache-dir --extra-index-url "$TORCH_INDEX" --constraint constraints.txt .

FROM python:3.12-slim
RUN useradd --create-home --uid 10001 marginalia && mkdir /data && chown marginalia: /data
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 DATA_DIR=/data HF_HUB_OFFLINE=1 OMP_NUM_THREADS=1
USER marginalia
VOLUME /data
EXPOSE 8000
CMD ["sh", "scripts/serve.sh"]
