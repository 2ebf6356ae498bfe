import { execFileSync } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { missing, openFolder, startProgram } from "./program.ts";

export const noNginx = missing("nginx", "-v", "nginx-light");

const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];

/** The user as whom nginx works when root starts it, as in Debian; undefined when somebody else starts it. */
export const worker = process.getuid?.() === 0 ? "www-data" : undefined;

/** The group of that user. */
export const workerGroup = () => Number(execFileSync("id", ["-g", worker ?? ""], { encoding: "utf8" }));

/**
 * An nginx of its own, with a configuration for its `http` block.
 * @param configure is given nginx's folder, in which caches can stand
 * @param modules the files of modules that it loads
 */
export async function startNginx(
  t: Test,
  port: number,
  configure: (folder: string) => string,
  modules: readonly string[] = [],
): Promise<void> {
  const folder = await openFolder(t);
  const file = join(folder, "nginx.conf");
  await writeFile(
    file,
    `${worker === undefined ? "" : `user ${worker};`}
${modules.map((module) => `load_module ${module};`).join("\n")}
daemon off;
worker_processes 1;
pid ${folder}/nginx.pid;
error_log stderr error;
events { worker_connections 256; }
http {
  access_log off;
  ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join(" ")}
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
${configure(folder)}
}
`,
  );
  await startProgram(t, "nginx", ["-p", folder, "-e", "stderr", "-c", file], port);
}
