import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Exchange } from "./exchange.ts";

/**
 * nginx on the folder that Courant publishes to: one worker, compressed files beside the plain ones (gzip_static), open
 * files kept, sendfile, no log of requests, which Courant has not either. Tags and dates are its own, made from the
 * files; the other headers are Courant's. The worker stays on the core that the master is started on.
 */
export async function prepareNginx(
  folder: string,
  { exchange, feeds, port }: { exchange: Exchange; feeds: string; port: number },
): Promise<[string, ...string[]]> {
  await mkdir(folder);
  const own = ["etag", "last-modified", "content-type", "content-length", "content-encoding", "accept-ranges"];
  const added = Object.entries(exchange.ok).filter(([name]) => !own.includes(name));
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  await writeFile(
    join(folder, "nginx.conf"),
    `daemon off;
${process.getuid?.() === 0 ? "user root;" : ""}
worker_processes 1;
pid nginx.pid;
error_log error.log;
events { worker_connections 1024; }
http {
  access_log off;
  sendfile on;
  tcp_nopush on;
  etag on;
  gzip_static on;
  open_file_cache max=1000;
  keepalive_timeout 72s;
  keepalive_requests 1000000000;
${temporary.map((name) => `  ${name}_temp_path ${name};`).join("\n")}
  types { }
  default_type "${exchange.ok["content-type"]}";
  server {
    listen 127.0.0.1:${port};
    location /feeds/ {
      alias ${feeds}/;
${added.map(([name, value]) => `      add_header ${name} '${value}';`).join("\n")}
    }
  }
}
`,
  );
  return ["nginx", "-p", folder, "-e", join(folder, "error.log"), "-c", "nginx.conf"];
}
