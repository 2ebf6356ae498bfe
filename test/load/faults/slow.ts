import { ask, type Client, endings, openClients } from "../client.ts";
import { counts, type Fault } from "../fault.ts";
import { feed } from "../service.ts";

/** Milliseconds: the service ends what does not move after 60 seconds at most; looking after it, and a busy machine. */
const patience = 80_000;

/** So many that the kernel’s buffers, some megabytes a connection, do not take them all. */
const documents = ask(feed, { "Accept-Encoding": "identity" }).repeat(50);

function ended(said: readonly string[]) {
  const did = counts(said);
  const broken = did["still open"] || said.some((each) => each.endsWith("still open")) ? ["All are ended."] : [];
  return { tried: said.length, did, broken };
}

/** Readers that ask for 50 whole documents and take nothing, or a kilobyte in a second. */
export const slowReaders: Fault = {
  name: "slow readers: nothing, or 1 kB/s",
  async run(target) {
    const start = performance.now();
    const stalled = openClients(target, 100, documents);
    const trickling = openClients(target, 50, documents);
    const all = [...stalled, ...trickling];
    for (const { socket } of all) socket.pause();
    const taking = setInterval(() => {
      for (const { socket } of trickling) socket.read(1024);
    }, 1_000);
    // A client that does not read does not see the end, but cannot write any more.
    const looking = setInterval(() => {
      if (performance.now() - start < patience - 10_000) return;
      for (const { socket } of all) if (socket.writable) socket.write("\r\n");
    }, 2_000);
    const said = await endings(all, patience);
    clearInterval(taking);
    clearInterval(looking);
    return ended(said.map((each) => each.replace(/^200 /, "")));
  },
};

/** Each sends its beginning, then a piece every second, for ever. */
const dribbles: [start: string, piece: string][] = [
  ["", ""],
  ["GET /", "a"],
  ["GET / HTTP/1.1\r\nHost: x\r\n", "X-A: a\r\n"],
  ["POST /admin/import HTTP/1.1\r\nHost: x\r\nContent-Length: 60000000\r\n\r\n", "a"],
  ["POST /admin/import HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n"],
  ["GET /healthz HTTP/1.1\r\nHost: x\r\nContent-Length: 60000000\r\n\r\n", "a"],
];

export const slowloris: Fault = {
  name: "slowloris: line, headers, bodies, nothing",
  async run(target) {
    const clients: Client[] = [];
    const pieces = dribbles.flatMap(([start, piece]) =>
      openClients(target, 200, start).map((client) => {
        clients.push(client);
        return { client, piece };
      }),
    );
    const dribbling = setInterval(() => {
      for (const { client, piece } of pieces) if (client.socket.writable) client.socket.write(piece);
    }, 1_000);
    const said = await endings(clients, patience);
    clearInterval(dribbling);
    return ended(said);
  },
};
