import { connect, type Socket } from "node:net";
import type { Target } from "./service.ts";

/** A client on a socket of its own, byte for byte. */
export type Client = {
  socket: Socket;
  connected: Promise<boolean>;
  /** The statuses of all answers. */
  statuses(): string[];
  /** Bytes that were heard. */
  bytes(): number;
  /** Until as many bytes were heard, or the connection ended. */
  heard(bytes: number): Promise<void>;
  /** Until the connection ended. @returns "closed" or "reset" */
  ended: Promise<"closed" | "reset">;
};

/** @param text what is sent when the connection is there, as Latin-1 */
export function openClient({ port }: Pick<Target, "port">, text: string): Client {
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  const statuses: string[] = [];
  let bytes = 0;
  let tail = "";
  const waiting = new Set<() => void>();
  const tell = () => {
    for (const each of waiting) each();
  };
  const { promise: connected, resolve: isConnected } = Promise.withResolvers<boolean>();
  const { promise: ended, resolve: end } = Promise.withResolvers<"closed" | "reset">();
  socket.once("connect", () => isConnected(true));
  socket.write(text, "latin1");
  socket.on("data", (chunk) => {
    bytes += chunk.length;
    // A status line may come in two pieces.
    const seen = tail + chunk.toString("latin1");
    for (const [, status = ""] of seen.matchAll(/HTTP\/1\.1 (\d{3}) /g)) statuses.push(status);
    tail = /H[TP/.1 \d]{0,12}$/.exec(seen)?.[0] ?? "";
    tell();
  });
  let isReset = false;
  socket.on("error", () => {
    isReset = true;
  });
  socket.once("end", () => socket.destroy());
  socket.once("close", () => {
    isConnected(false);
    end(isReset ? "reset" : "closed");
    tell();
  });
  return {
    socket,
    connected,
    ended,
    statuses: () => statuses,
    bytes: () => bytes,
    heard(wanted) {
      return new Promise((resolve) => {
        const look = () => {
          if (bytes < wanted && !socket.destroyed) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    },
  };
}

/** Many clients at once that do the same. */
export function openClients(target: Pick<Target, "port">, count: number, text: string): Client[] {
  return Array.from({ length: count }, () => openClient(target, text));
}

/** Ends what is still open on this side. */
export async function closeAll(clients: readonly Client[]): Promise<void> {
  for (const { socket } of clients) socket.destroy();
  await Promise.all(clients.map(({ ended }) => ended));
}

/**
 * Waits until the service has ended the connections, and ends what it has not.
 * @param patience milliseconds
 * @returns for each client the statuses it heard and how it ended: “408 closed”, “still open”
 */
export async function endings(clients: readonly Client[], patience: number): Promise<string[]> {
  const ends = Promise.all(clients.map(({ ended }) => ended));
  const timer = Promise.withResolvers<undefined>();
  const timeout = setTimeout(() => timer.resolve(undefined), patience);
  await Promise.race([ends, timer.promise]);
  clearTimeout(timeout);
  const words = clients.map(async ({ socket, statuses, ended }) =>
    [...new Set(statuses()), socket.destroyed ? await ended : "still open"].join(" "),
  );
  const said = await Promise.all(words);
  await closeAll(clients);
  return said;
}

/** A request as text. */
export function ask(path: string, headers: Record<string, string> = {}, method = "GET"): string {
  const lines = Object.entries({ Host: "feeds.example", ...headers }).map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${path} HTTP/1.1\r\n${lines.join("")}\r\n`;
}
