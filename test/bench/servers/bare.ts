import Fastify from "fastify";
import { readSetting } from "./exchange.ts";

/**
 * The least that Fastify can do: one route, no hooks, no log. The same compressed Buffer, the same headers for 200 and
 * for 304; the whole conditional test is one comparison of strings, the whole negotiation a search for “gzip”.
 */
const { exchange, gzip, port } = readSetting();
const { path, ok, notModified } = exchange;
const app = Fastify();
app.get(path, ({ headers }, reply) => {
  if (headers["if-none-match"] === ok.etag) return reply.code(304).headers(notModified).send();
  if (!headers["accept-encoding"]?.includes("gzip")) return reply.code(406).send();
  return reply.headers(ok).send(gzip);
});
await app.listen({ host: "127.0.0.1", port });
