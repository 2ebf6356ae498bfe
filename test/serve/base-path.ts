import { createServer, request as sendRequest } from "node:http";
import type { Test } from "tap";
import { listenInTest } from "../service.ts";

/**
 * Starts a proxy that takes a path off, as nginx does with `location /blog/ { proxy_pass http://courant/; }`.
 * @returns its address without the path
 */
export async function startStrippingProxy(t: Test, path: string, target: string): Promise<string> {
  const { hostname, port } = new URL(target);
  const server = createServer((request, response) => {
    const { url = "", method, headers } = request;
    if (!url.startsWith(`${path}/`)) {
      response.writeHead(404).end("outside");
      return;
    }
    const passed = sendRequest({ hostname, port, method, headers, path: url.slice(path.length) }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    request.pipe(passed);
  });
  return `http://127.0.0.1:${await listenInTest(t, server)}`;
}

/** Returns the addresses in an answer: those of attributes and elements, of members of JSON, and of headers. */
export function addressesIn(type: string, body: string, headers: Readonly<Record<string, unknown>>): string[] {
  const fromHeaders = ["location", "content-location"].flatMap((name) => headers[name] ?? []).map(String);
  const links = [...String(headers.link ?? "").matchAll(/<([^>]*)>/g)].map(([, address = ""]) => address);
  const decoded = body.replaceAll("<wbr>", "").replaceAll("&amp;", "&").replaceAll("\\/", "/");
  const attributes = decoded.matchAll(/\s(?:href|src|url|xmlUrl|htmlUrl|data-address|content|isPermaLink)="([^"]*)"/g);
  const texts = decoded.matchAll(/"?(https?:\/\/[^\s"'<>\]]+)/g);
  const isText = /html|xml|opml|json/.test(type);
  const found = isText ? [...attributes, ...texts].map(([, address = ""]) => address) : [];
  return [...fromHeaders, ...links, ...found].filter((address) => /^(?:https?:\/\/|\/)/.test(address));
}
