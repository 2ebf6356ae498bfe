import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/*
 * Where requests that go out may lead. Addresses that others wrote must not reach this machine, its network, or whoever
 * answers for the cloud that it runs in.
 */

const globalUnicast: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse("2000::"), 3];
/** RFC 9637: for documentation. */
const documentation: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse("3fff::"), 20];

/**
 * Whether an IP address is one of the public internet: global unicast, and none of the registries of special addresses
 * (RFC 6890). Forms that carry an IPv4 address within (mapped, NAT64, 6to4, Teredo) are not.
 */
export function isPublic(address: string): boolean {
  const [withoutZone = ""] = address.split("%", 1);
  if (isIP(withoutZone) === 0) return false;
  const parsed = ipaddr.parse(withoutZone);
  if (parsed.range() !== "unicast") return false;
  return !(parsed instanceof ipaddr.IPv6) || (parsed.match(globalUnicast) && !parsed.match(documentation));
}

/** As a URL says it; no port is the protocol's own. */
export type HostAddress = { hostname: string; protocol: string; port: string };

/** What is allowed beside the public internet. */
export type AllowList = {
  /** Whether this host may be asked, whatever its addresses are. */
  host(url: HostAddress): boolean;
  address(address: string): boolean;
};

/** @param entries IP addresses, CIDR ranges, host names, and host names or addresses with a port */
export function parseAllowList(entries: readonly string[]): AllowList {
  const ranges = entries.map(rangeOf).filter((range) => range !== undefined);
  const hosts = new Set(entries.filter((entry) => !rangeOf(entry)).map((entry) => entry.toLowerCase()));
  return {
    host: (where) => hosts.has(where.hostname) || hosts.has(hostWithPort(where)),
    address(address) {
      const [withoutZone = ""] = address.split("%", 1);
      if (isIP(withoutZone) === 0) return false;
      const parsed = ipaddr.process(withoutZone);
      return ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits));
    },
  };
}

/** A host as the allow-list names it with its port. */
export function hostWithPort({ hostname, protocol, port }: HostAddress): string {
  return `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
}

function rangeOf(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  if (isIP(entry) === 0) return undefined;
  const address = ipaddr.process(entry);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

/** The IP address that a URL names itself; the parser has made its usual form of every spelling. */
export function literalAddress({ hostname }: Pick<HostAddress, "hostname">): string | undefined {
  const address = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return isIP(address) === 0 ? undefined : address;
}
