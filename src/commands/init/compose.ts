/*
 * The files for a container. The image is made of the folder alone: the package, the versions that it is tested with, and
 * the configuration.
 */

/** @param file the name of the package */
export function dockerfile(file: string): string {
  return `FROM node:24-slim
ENV NODE_ENV=production \\
    CONFIG_FILE=/var/lib/courant/config/courant.yaml \\
    DATA_DIR=/var/lib/courant/data \\
    FEEDS_DIR=/var/lib/courant/feeds \\
    MALLOC_ARENA_MAX=2 \\
    MALLOC_MMAP_THRESHOLD_=65536 \\
    PATH=/app/node_modules/.bin:$PATH
WORKDIR /app
COPY package.json package-lock.json ${file} ./
RUN npm ci --omit=dev --ignore-scripts
RUN cd /var/lib && install --directory --owner=node --group=node courant courant/config courant/data courant/feeds
COPY config ./config
USER node
VOLUME /var/lib/courant
EXPOSE 8080
# A volume without a configuration gets that of the image.
ENTRYPOINT ["sh", "-c", "[ -e \\"$CONFIG_FILE\\" ] || install -D --mode=644 /app/config/courant.yaml \\"$CONFIG_FILE\\"; exec \\"$@\\"", "sh"]
CMD ["node", "--max-semi-space-size=8", "node_modules/courant/src/bin.js", "serve"]
`;
}

/** @param file the name of the package */
export function dockerignore(file: string): string {
  return ["*", "!package.json", "!package-lock.json", `!${file}`, "!config", ""].join("\n");
}

export const composeFile = `# docker compose up --build --detach
services:
  courant:
    build: .
    restart: unless-stopped
    env_file: .env
    environment:
      # Inside the container; .env says where this machine publishes it.
      HOST: 0.0.0.0
      PORT: "8080"
    ports:
      - "\${HOST:-127.0.0.1}:\${PORT:-8080}:8080"
    volumes:
      - courant:/var/lib/courant
      # The admin API changes the configuration if the user of the container, with the id 1000, may write here.
      - ./config:/var/lib/courant/config
    ulimits:
      # Courant accepts this many connections, less 64.
      nofile: 16448

volumes:
  courant:
`;
