import { isIP } from "node:net";
import ipaddr from "ipaddr.js";

/*
 * The addresses that outgoing requests may reach. Addresses that other people wrote must not lead to this machine, to its
 * network, or to the services of the cloud that it runs in.
 */

const globalUnicastRange: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse("2000::"), 3];
/** For documentation (RFC 9637). */
const documentationRange: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse("3fff::"), 20];

/**
 * Tells whether an IP address belongs to the public internet: it is global unicast, and in no registry of special
 * addresses (RFC 6890). Forms that carry an IPv4 address (mapped, NAT64, 6to4, Teredo) do not belong to it.
 */
export function isPublicAddress(address: string): boolean {
  const [withoutZone = ""] = address.split("%", 1);
  if (isIP(withoutZone) === 0) return false;
  const parsed = ipaddr.parse(withoutZone);
  if (parsed.range() !== "unicast") return false;
  return !(parsed instanceof ipaddr.IPv6) || (parsed.match(globalUnicastRange) && !parsed.match(documentationRange));
}

/** The parts of a URL that name a host. An empty port is the protocol's own. */
export type HostAddress = { hostname: string; protocol: string; port: string };

/** The hosts and addresses that are allowed beside the public internet. */
export type AllowList = {
  /** Tells whether requests may go to this host, whatever its addresses are. */
  allowsHost(url: HostAddress): boolean;
  allowsAddress(address: string): boolean;
};

/** @param entries IP addresses, CIDR ranges, host names, and host names or addresses with a port */
export function parseAllowList(entries: readonly string[]): AllowList {
  const ranges = entries.map(rangeOf).filter((range) => range !== undefined);
  const hosts = new Set(entries.filter((entry) => !rangeOf(entry)).map((entry) => entry.toLowerCase()));
  return {
    allowsHost: (url) => hosts.has(url.hostname) || hosts.has(hostWithPort(url)),
    allowsAddress(address) {
      const [withoutZone = ""] = address.split("%", 1);
      if (isIP(withoutZone) === 0) return false;
      const parsed = ipaddr.process(withoutZone);
      return ranges.some(([range, bits]) => range.kind() === parsed.kind() && parsed.match(range, bits));
    },
  };
}

/** Formats a host with its port, as entries of the allow-list do. */
export function hostWithPort({ hostname, protocol, port }: HostAddress): string {
  return `${hostname}:${port || (protocol === "https:" ? "443" : "80")}`;
}

function rangeOf(entry: string): [ipaddr.IPv4 | ipaddr.IPv6, number] | undefined {
  if (ipaddr.isValidCIDR(entry)) return ipaddr.parseCIDR(entry);
  if (isIP(entry) === 0) return undefined;
  const address = ipaddr.process(entry);
  return [address, address.kind() === "ipv4" ? 32 : 128];
}

/** Returns the IP address in a URL. The URL parser has normalised every spelling of it already. */
export function literalAddress({ hostname }: Pick<HostAddress, "hostname">): string | undefined {
  const address = hostname.startsWith("[") ? hostname.slice(1, -1) : hostname;
  return isIP(address) === 0 ? undefined : address;
}
