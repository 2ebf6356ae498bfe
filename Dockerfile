# syntax=docker/dockerfile:1

FROM node:24-slim AS package
WORKDIR /checkout
COPY package.json package-lock.json ./
RUN npm ci --ignore-scripts
COPY . .
RUN npm pack && mkdir /app && tar --extract --file courant-*.tgz --strip-components=1 --directory /app
WORKDIR /app
# The versions that the program is tested with.
RUN cp dist/package-lock.json . && npm ci --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=8080 \
    CONFIG_FILE=/var/lib/courant/config/courant.yaml \
    DATA_DIR=/var/lib/courant/data \
    FEEDS_DIR=/var/lib/courant/feeds
WORKDIR /app
COPY --from=package /app ./
COPY config/courant.yaml ./config/
RUN ln --symbolic /app/src/bin.js /usr/local/bin/courant
RUN cd /var/lib && install --directory --owner=node --group=node courant courant/config courant/data courant/feeds
# What a regeneration frees goes back to the system: documents are large, and come from several threads.
ENV MALLOC_ARENA_MAX=2 MALLOC_MMAP_THRESHOLD_=65536
USER node
VOLUME /var/lib/courant
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=3s --start-period=10s \
  CMD ["node", "-e", "const { PORT, SOCKET } = process.env; http.get({ path: '/healthz', ...(SOCKET ? { socketPath: SOCKET } : { host: '127.0.0.1', port: PORT }) }, ({ statusCode }) => process.exit(statusCode === 200 ? 0 : 1)).on('error', () => process.exit(1))"]
# The configuration is in the volume, where the admin API can change it. A volume without one gets that of the image.
ENTRYPOINT ["sh", "-c", "[ -e \"$CONFIG_FILE\" ] || install -D --mode=644 /app/config/courant.yaml \"$CONFIG_FILE\"; exec \"$@\"", "sh"]
# Node is process 1 itself, so that SIGTERM reaches it. New objects get 8 MB, which stay in the processor's cache.
CMD ["node", "--max-semi-space-size=8", "src/bin.js", "serve"]
