import { chmod } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { freePort } from "../free-port.ts";
import { startNginx } from "./nginx.ts";
import { recipe } from "./recipe.ts";

/** Starts nginx over the FEEDS_DIR of a service, as docs/examples/nginx-files.conf says. @returns its port */
export async function startNginxOverFiles(t: Test, folder: string): Promise<number> {
  await chmod(folder, 0o755);
  const port = await freePort();
  await startNginx(t, port, () =>
    recipe("nginx-files.conf", [
      ["listen 80;", `listen 127.0.0.1:${port};`],
      ["    listen [::]:80;\n", ""],
      ["/var/lib/courant/feeds", join(folder, "feeds")],
    ]),
  );
  return port;
}
