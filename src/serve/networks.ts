import ipaddr from "ipaddr.js";

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

/** Removes the port that some proxies add in X-Forwarded-For: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(address: string): string {
  const [, ipv6, ipv4] = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d+)?$/.exec(address) ?? [];
  return ipv6 ?? ipv4 ?? address;
}

/** Whether an address belongs to this machine or to a private network, where proxies run. */
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
