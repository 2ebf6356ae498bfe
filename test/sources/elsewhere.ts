import { once } from "node:events";
import { createServer, type IncomingHttpHeaders, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Test } from "tap";
import { json, type TestService } from "../service.ts";
import { until } from "../until.ts";

export type Item = Record<string, unknown> & { id: string };
export type Listed = {
  sources: {
    url: string;
    address: string;
    asking: boolean;
    kind?: string;
    waiting?: number;
    kept?: number;
    filtered?: number;
    surplus?: number;
    next?: string;
    polled?: string;
    failures: number;
    error?: string;
  }[];
};
type Handler = (response: ServerResponse, headers: IncomingHttpHeaders, path: string) => void;

/** Another site, which the test writes. */
export async function elsewhere(t: Test) {
  let handler: Handler = (response) => response.writeHead(500).end();
  const asked: { path: string; headers: IncomingHttpHeaders }[] = [];
  const server = createServer(({ url: path = "", headers }, response) => {
    asked.push({ path, headers });
    handler(response, headers, path);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  t.teardown(() => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const feed = (items: Item[]) =>
    JSON.stringify({ version: "https://jsonfeed.org/version/1.1", title: "Elsewhere", items });
  return {
    url,
    asked,
    answer: (next: Handler) => {
      handler = next;
    },
    serve(items: Item[], etag: string) {
      handler = (response, headers) => {
        if (headers["if-none-match"] === etag) return response.writeHead(304, { etag }).end();
        return response.writeHead(200, { "content-type": "application/feed+json", etag }).end(feed(items));
      };
    },
  };
}

/** Asks the first source at once. @returns what is known of it then */
export async function poll(service: TestService): Promise<Listed["sources"][number]> {
  let [first] = json<Listed>(await service.admin("POST", "/sources/poll", {})).sources;
  // The answer comes after some seconds, also where the source is still being read.
  await until(async () => {
    if (first?.asking) [first] = json<Listed>(await service.admin("GET", "/sources")).sources;
    return !first?.asking;
  });
  if (!first) throw new Error("there is no source");
  return first;
}

type Articles = { articles: (Item & { tags?: string[]; _courant: { source?: string; revision: number } })[] };
export const articlesOf = async (service: TestService) =>
  json<Articles>(await service.admin("GET", "/articles")).articles;
