import type { IncomingHttpHeaders } from "node:http";
import ipaddr from "ipaddr.js";

/** A request as far as it tells where it comes from. */
export type RequestOrigin = {
  /** The client's address: that of the connection, or the one that a trusted proxy forwards. */
  ip: string | undefined;
  /** The connection, whose peer may be a proxy. */
  socket: { remoteAddress?: string | undefined; localAddress?: string | undefined };
  headers: IncomingHttpHeaders;
};

/** Tells whether a request comes through a local proxy that is not trusted, so that all its clients have one address. */
export function isFromUnknownProxy({ ip = "", socket, headers }: RequestOrigin): boolean {
  return headers["x-forwarded-for"] !== undefined && ip === socket.remoteAddress && isLocal(ip);
}

/** Tells whether many clients may have the address of a request: behind an unknown proxy, or on a Unix socket. */
export function isSharedAddress(request: RequestOrigin): boolean {
  const { ip, socket } = request;
  // A connection over a Unix socket has no address on this side.
  const isPeerOnSocket = socket.localAddress === undefined && ip === socket.remoteAddress;
  return isPeerOnSocket || isFromUnknownProxy(request);
}

/**
 * Returns the network of a client: its IPv4 address, or the /64 network of its IPv6 address, because a household or a
 * server has a whole /64. An IPv4 address in IPv6 form (`::ffff:192.0.2.1`) counts as IPv4. A text that is not an address
 * is returned, shortened.
 */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address.slice(0, 64);
  const parsed = parse(withoutPort(address));
  if (parsed === undefined) return address.slice(0, 64);
  if (parsed.kind() === "ipv4") return parsed.toString();
  const groups = parsed.toNormalizedString().split("%", 1)[0]?.split(":") ?? [];
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/** Returns the /24 network of an IPv4 address, or the /48 network of an IPv6 address: those of one site. */
export function wideNetworkOf(address: string): string {
  const network = networkOf(address);
  const parsed = parse(network.replace("/64", ""));
  if (parsed === undefined) return network;
  const parts = parsed.toNormalizedString().split(parsed.kind() === "ipv4" ? "." : ":");
  return parts.slice(0, 3).join(parsed.kind() === "ipv4" ? "." : ":");
}

/** Removes the port that some proxies add in X-Forwarded-For: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(address: string): string {
  const [, ipv6, ipv4] = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d+)?$/.exec(address) ?? [];
  return ipv6 ?? ipv4 ?? address;
}

/** Tells whether an address belongs to this machine or to a private network, where proxies run. */
export function isLocal(address: string): boolean {
  const range = parse(address)?.range();
  return range !== undefined && localRanges.has(range);
}

const localRanges: ReadonlySet<string> = new Set([
  "loopback",
  "private",
  "linkLocal",
  "uniqueLocal",
  "carrierGradeNat",
] satisfies ReturnType<(ipaddr.IPv4 | ipaddr.IPv6)["range"]>[]);

function parse(address: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  return ipaddr.isValid(address) ? ipaddr.process(address) : undefined;
}
