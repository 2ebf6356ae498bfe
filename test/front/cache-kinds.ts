import { join } from "node:path";
import type { Test } from "tap";
import { freePort } from "../free-port.ts";
import { noOpenssl } from "./certificate.ts";
import { startRecipe } from "./courant.ts";
import { noNginx, startNginx } from "./nginx.ts";
import type { Origin } from "./origin.ts";
import { openFolder } from "./program.ts";
import { noVarnish, startVarnish } from "./varnish.ts";

/** A kind of cache, and its abilities beyond those that every cache needs. */
export type Kind = {
  name: string;
  skip: string | false;
  start(t: Test, origin: Origin): Promise<string>;
  /** It passes a refusal of everything on, and 406 back. */
  refuses: boolean;
  /** How many copies it asks the service for, whatever its clients write in Accept-Encoding. */
  copies: number;
  /** It reads lists of tags; otherwise a list gets all the bytes. */
  lists: boolean;
};

export const kinds: Kind[] = [
  {
    name: "nginx, as it is",
    skip: noNginx,
    refuses: true,
    copies: Number.POSITIVE_INFINITY,
    lists: true,
    async start(t, origin) {
      const port = await freePort();
      const folder = await openFolder(t);
      await startNginx(
        t,
        port,
        () => `
  proxy_cache_path ${join(folder, "cache")} keys_zone=all:1m use_temp_path=off;
  server {
    listen 127.0.0.1:${port};
    location / {
      proxy_pass http://127.0.0.1:${origin.port};
      proxy_cache all;
      proxy_cache_revalidate on;
      proxy_cache_background_update on;
      add_header X-Cache-Status $upstream_cache_status always;
    }
  }`,
      );
      return `http://127.0.0.1:${port}`;
    },
  },
  {
    name: "nginx, by docs/examples",
    skip: noNginx || noOpenssl,
    refuses: true,
    copies: 3,
    lists: true,
    async start(t, origin) {
      const { https } = await startRecipe(t, `127.0.0.1:${origin.port}`);
      return `https://127.0.0.1:${https}`;
    },
  },
  {
    name: "Varnish",
    skip: noVarnish,
    refuses: false,
    copies: 1,
    lists: false,
    async start(t, origin) {
      const port = await freePort();
      await startVarnish(t, port, origin.port);
      return `http://127.0.0.1:${port}`;
    },
  },
  {
    name: "Varnish, without gzip of its own",
    skip: noVarnish,
    refuses: true,
    copies: Number.POSITIVE_INFINITY,
    lists: false,
    async start(t, origin) {
      const port = await freePort();
      await startVarnish(t, port, origin.port, ["http_gzip_support=off"]);
      return `http://127.0.0.1:${port}`;
    },
  },
];
