import { createServer } from "node:http";

/*
 * The callbacks of all subscribers, in a process of their own: `node callbacks.ts PORT`. Each path is one. It confirms every
 * subscription, takes every delivery, and answers a message from its parent with what it took since the message before.
 */

export type Taken = { paths: number; deliveries: number; firstAt: number; lastAt: number };

let paths = new Set<string>();
let taken: Taken = { paths: 0, deliveries: 0, firstAt: 0, lastAt: 0 };
const now = () => performance.timeOrigin + performance.now();

createServer((request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://localhost");
  if (request.method === "GET") return response.end(searchParams.get("hub.challenge"));
  const at = now();
  request.resume().on("end", () => {
    paths.add(pathname);
    taken = { paths: paths.size, deliveries: taken.deliveries + 1, firstAt: taken.firstAt || at, lastAt: now() };
    response.writeHead(204).end();
  });
}).listen(Number(process.argv[2]), "127.0.0.1");

process.on("message", (message) => {
  process.send?.(taken);
  if (message !== "reset") return;
  paths = new Set();
  taken = { paths: 0, deliveries: 0, firstAt: 0, lastAt: 0 };
});
process.on("disconnect", () => process.exit());
