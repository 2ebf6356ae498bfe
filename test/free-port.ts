import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:net";

/* This file imports no tap, which ends every process that loads it after a while, benchmarks too. */

/** Systems give ports from 32,768 on to connections that go out, which could take a port before a service listens on it. */
const ports = { min: 10_000, max: 32_000 };

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = randomInt(ports.min, ports.max);
    const server = createServer();
    const isFree = await once(server.listen(port, "127.0.0.1"), "listening").then(
      () => true,
      () => false,
    );
    if (!isFree) continue;
    await once(server.close(), "close");
    return port;
  }
}
