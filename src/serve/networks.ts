import ipaddr from "ipaddr.js";

/**
 * Whose address it is: an IPv4 address, or the /64 network of an IPv6 address, because a household or a server has all of
 * one. IPv4 addresses written as IPv6 (`::ffff:192.0.2.1`) count as IPv4. What is no address stands for itself, cut short.
 */
export function networkOf(address: string): string {
  if (!address.includes(":")) return address.slice(0, 64);
  const parsed = parse(withoutPort(address));
  if (parsed === undefined) return address.slice(0, 64);
  if (parsed.kind() === "ipv4") return parsed.toString();
  const groups = parsed.toNormalizedString().split("%", 1)[0]?.split(":") ?? [];
  return `${groups.slice(0, 4).join(":")}::/64`;
}

/** Some proxies write the port into X-Forwarded-For: `192.0.2.1:4711`, `[2001:db8::1]:4711`. */
function withoutPort(address: string): string {
  const [, ipv6, ipv4] = /^(?:\[([^\]]+)\]|([\d.]+))(?::\d+)?$/.exec(address) ?? [];
  return ipv6 ?? ipv4 ?? address;
}

/** Whether an address is of this machine or of a private network, where proxies stand. */
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
