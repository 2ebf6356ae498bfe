import { once } from "node:events";
import { type AddressInfo, createServer, connect as dial, type Socket } from "node:net";
import type { Test } from "tap";

/** A way to a database that a test can cut. */
export type Wire = {
  port: number;
  /** Passes everything on again, also what frozen connections hold. */
  pass(): void;
  /** Closes all connections, and refuses others. */
  cut(): void;
  /** Passes nothing on, and says nothing: neither side hears that the other has gone. */
  freeze(): void;
  /** As `freeze`; connections that are frozen stay so for ever. */
  vanish(): void;
  /** Passes everything on, so many milliseconds later. */
  slow(delayMs: number): void;
  /** Sends new connections elsewhere, and closes the others. */
  leadTo(port: number): void;
};

type Mode = "pass" | "cut" | "freeze";
type Pair = { client: Socket; server: Socket; isDead: boolean };

/** Starts a wire before a port of this machine. */
export async function startWire(t: Pick<Test, "after">, toPort: number): Promise<Wire> {
  const pairs = new Set<Pair>();
  let mode: Mode = "pass";
  let target = toPort;
  let delayMs = 0;

  const listener = createServer((client) => {
    if (mode === "cut") return void client.destroy();
    const server = dial(target, "127.0.0.1");
    const pair = { client, server, isDead: false };
    pairs.add(pair);
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      from.setNoDelay(true);
      from.on("data", (chunk) => {
        if (delayMs === 0) return void to.write(chunk);
        setTimeout(() => !to.destroyed && to.write(chunk), delayMs);
      });
      from.on("error", () => {});
      from.on("close", () => {
        if (mode === "freeze" || pair.isDead) return;
        to.destroy();
        pairs.delete(pair);
      });
    }
    if (mode === "freeze") hold(pair);
  });
  await once(listener.listen(0, "127.0.0.1"), "listening");

  function hold({ client, server }: Pair): void {
    client.pause();
    server.pause();
  }

  function closeAll(): void {
    for (const { client, server } of pairs) {
      client.destroy();
      server.destroy();
    }
    pairs.clear();
  }

  function setMode(next: Mode): void {
    mode = next;
    if (next === "cut") closeAll();
    for (const pair of pairs) {
      if (next === "freeze" || pair.isDead) hold(pair);
      else if (pair.client.destroyed || pair.server.destroyed) {
        pair.client.destroy();
        pair.server.destroy();
        pairs.delete(pair);
      } else {
        pair.client.resume();
        pair.server.resume();
      }
    }
  }

  t.after(() => {
    closeAll();
    listener.close();
  });
  return {
    port: (listener.address() as AddressInfo).port,

    pass() {
      delayMs = 0;
      setMode("pass");
    },

    cut: () => setMode("cut"),
    freeze: () => setMode("freeze"),

    vanish() {
      for (const pair of pairs) {
        pair.isDead = true;
        pair.server.destroy();
      }
      setMode("freeze");
    },

    slow(milliseconds) {
      delayMs = milliseconds;
    },

    leadTo(port) {
      target = port;
      closeAll();
    },
  };
}
