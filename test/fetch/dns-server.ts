import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import type { Test } from "tap";

/** The addresses of names; `silent`: it never answers, `unknown`: there is no such name, `failing`: it cannot say. */
export type Zone = Record<string, readonly string[] | "silent" | "failing">;

const types = { 1: 4, 28: 6 } as const;
const codes = { ok: 0, failing: 2, unknown: 3 };

/** A DNS server on loopback (RFC 1035) for addresses of IPv4 and IPv6. It notes the names that it is asked for. */
export async function startDnsServer(t: Test, zone: Zone) {
  const asked: string[] = [];
  const socket = createSocket("udp4");
  socket.on("message", (message, { port, address }) => {
    const { name, type, end } = readQuestion(message);
    asked.push(name);
    const known = zone[name];
    if (known === "silent") return;
    const family = types[type as keyof typeof types];
    const addresses = Array.isArray(known) ? known.filter((each) => each.includes(":") === (family === 6)) : [];
    const code = known === undefined ? codes.unknown : known === "failing" ? codes.failing : codes.ok;
    socket.send(answer(message.subarray(0, end), { type, addresses, code }), port, address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  t.teardown(() => socket.close());
  const { port } = socket.address() as AddressInfo;
  return { server: `127.0.0.1:${port}`, asked };
}

function readQuestion(message: Buffer): { name: string; type: number; end: number } {
  const labels: string[] = [];
  let at = 12;
  for (let length = message.readUInt8(at); length > 0; length = message.readUInt8(at)) {
    labels.push(message.toString("latin1", at + 1, at + 1 + length));
    at += 1 + length;
  }
  return { name: labels.join(".").toLowerCase(), type: message.readUInt16BE(at + 1), end: at + 5 };
}

function answer(
  question: Buffer,
  { type, addresses, code }: { type: number; addresses: readonly string[]; code: number },
) {
  const head = Buffer.from(question);
  head.writeUInt16BE(0x8180 | code, 2);
  head.writeUInt16BE(addresses.length, 6);
  head.writeUInt16BE(0, 8);
  head.writeUInt16BE(0, 10);
  const records = addresses.map((address) => {
    const bytes = type === 28 ? bytesOfSix(address) : Buffer.from(address.split(".").map(Number));
    const record = Buffer.alloc(12);
    record.writeUInt16BE(0xc00c, 0);
    record.writeUInt16BE(type, 2);
    record.writeUInt16BE(1, 4);
    record.writeUInt32BE(60, 6);
    record.writeUInt16BE(bytes.length, 10);
    return Buffer.concat([record, bytes]);
  });
  return Buffer.concat([head, ...records]);
}

/** Takes an address of eight groups. */
function bytesOfSix(address: string): Buffer {
  const bytes = Buffer.alloc(16);
  for (const [index, group] of address.split(":").entries()) bytes.writeUInt16BE(Number.parseInt(group, 16), index * 2);
  return bytes;
}
