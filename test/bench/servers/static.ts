import fastifyStatic from "@fastify/static";
import Fastify from "fastify";
import { readSetting } from "./exchange.ts";

/**
 * @fastify/static on the folder that Courant publishes to, with the compressed files beside the plain ones. Tags and
 * dates are its own, made from the files; the other headers are Courant's.
 */
const { exchange, feeds, port } = readSetting();
const own = ["etag", "last-modified", "content-type", "content-length", "content-encoding", "vary"];
const added = Object.fromEntries(Object.entries(exchange.ok).filter(([name]) => !own.includes(name)));
const app = Fastify();
await app.register(fastifyStatic, {
  root: feeds,
  prefix: "/feeds/",
  preCompressed: true,
  cacheControl: false,
  setHeaders: (reply) => void reply.headers(added),
});
await app.listen({ host: "127.0.0.1", port });
