import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import type { Test } from "tap";
import { freePort } from "../free-port.ts";
import { makeCertificate } from "./certificate.ts";
import { startNginx } from "./nginx.ts";
import { openFolder } from "./program.ts";
import { recipe } from "./recipe.ts";

/** nginx before Courant: the ports of HTTPS and HTTP, its configuration, and its log. */
export type NginxRecipe = { https: number; http: number; configuration: string; log: string };

/**
 * Prepares docs/examples/nginx.conf for free ports, in a folder of its own.
 * @param upstream `127.0.0.1:PORT` or `unix:PATH`
 */
export async function prepareRecipe(t: Test, upstream: string): Promise<NginxRecipe> {
  const folder = await openFolder(t);
  const { certificate, key } = makeCertificate(folder);
  const [https, http] = [await freePort(), await freePort()];
  const cache = join(folder, "cache");
  await mkdir(cache);
  const configuration = recipe("nginx.conf", [
    ["server 127.0.0.1:8080;", `server ${upstream};`],
    ["/var/cache/nginx/courant", join(cache, "courant")],
    ["/var/log/nginx/courant.log", join(folder, "access.log")],
    ["listen 443 ", `listen 127.0.0.1:${https} `],
    ["    listen [::]:443 ssl http2;\n", ""],
    ["listen 80;", `listen 127.0.0.1:${http};`],
    ["    listen [::]:80;\n", ""],
    ["/etc/letsencrypt/live/feeds.example.org/fullchain.pem", certificate],
    ["/etc/letsencrypt/live/feeds.example.org/privkey.pem", key],
  ]);
  return { https, http, configuration, log: join(folder, "access.log") };
}

/** Starts nginx with docs/examples/nginx.conf. @param upstream as for `prepareRecipe` */
export async function startRecipe(t: Test, upstream: string): Promise<NginxRecipe> {
  const prepared = await prepareRecipe(t, upstream);
  await startNginx(t, prepared.https, () => prepared.configuration);
  return prepared;
}
