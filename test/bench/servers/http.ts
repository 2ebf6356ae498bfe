import { createServer } from "node:http";
import { readSetting } from "./exchange.ts";

/** node:http itself, to the same rules as bare.ts: same Buffer, same headers, one comparison of strings. */
const { exchange, gzip, port } = readSetting();
const { path, ok, notModified } = exchange;
const server = createServer(({ headers, url }, response) => {
  if (url !== path) response.writeHead(404).end();
  else if (headers["if-none-match"] === ok.etag) response.writeHead(304, notModified).end();
  else if (!headers["accept-encoding"]?.includes("gzip")) response.writeHead(406).end();
  else response.writeHead(200, ok).end(gzip);
});
// As Fastify has it.
server.keepAliveTimeout = 72_000;
server.listen(port, "127.0.0.1");
