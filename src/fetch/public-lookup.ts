import { lookup as askSystem, type LookupAddress } from "node:dns";
import { Resolver } from "node:dns/promises";
import { readFile } from "node:fs/promises";
import type { LookupFunction } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/*
 * The system resolves names in threads, of which Node lets two wait for DNS: two names whose DNS servers do not answer hold
 * up all others. Here names of the public internet are asked for over DNS itself, which takes no thread.
 */

/** The limits of a question to a DNS server. */
const question = { timeout: 2_000, tries: 2 };

/** How long the addresses of IPv6 may come after those of IPv4 (RFC 8305 section 3). */
const resolutionDelayMs = 50;

/** After this time the settings of the machine are read again: it may be in another network. */
const settingsLifetimeMs = 10_000;

/** Names that no DNS server of the public internet knows. */
const localName = /^[^.]*\.?$|\.(?:local|localhost|internal|lan|home\.arpa)\.?$/i;

const systemHostsFile = process.platform === "win32" ? undefined : "/etc/hosts";

type Deps = {
  /** The DNS servers; without it, those of the machine. */
  servers?: readonly string[];
  /** The names that the machine knows by itself. */
  hostsFile?: string | undefined;
  /** Resolves names as the system does. */
  system?: LookupFunction;
};

/**
 * Creates what resolves host names. A name that is local, or in the file of hosts, is resolved by the system, as is a name
 * that DNS does not know: the system may complete it. Of these, one is asked for at a time.
 */
export function createPublicLookup({
  servers,
  hostsFile = systemHostsFile,
  system = askSystem,
}: Deps = {}): LookupFunction {
  const running = new Map<string, Promise<LookupAddress[]>>();
  let known: { resolver: Resolver; until: number } | undefined;
  let lastUnknown: Promise<unknown> = Promise.resolve();

  function resolver(): Resolver {
    const now = performance.now();
    if (known && known.until > now) return known.resolver;
    known = { resolver: new Resolver(question), until: now + settingsLifetimeMs };
    if (servers) known.resolver.setServers(servers);
    return known.resolver;
  }

  const bySystem = (host: string) =>
    new Promise<LookupAddress[]>((resolve, reject) => {
      system(host, { all: true }, (error, addresses) => {
        if (error) reject(error);
        else resolve(Array.isArray(addresses) ? addresses : []);
      });
    });

  /** Asks the system for a name that DNS does not know, when it has answered for the one before. */
  function unknownBySystem(host: string): Promise<LookupAddress[]> {
    const asked = lastUnknown.then(() => bySystem(host));
    lastUnknown = asked.catch(() => undefined);
    return asked;
  }

  async function resolveHost(host: string): Promise<LookupAddress[]> {
    if (localName.test(host) || (await isInFile(hostsFile, host))) return bySystem(host);
    try {
      return await askDns(resolver(), host);
    } catch (error) {
      if (isUnanswered(error)) throw error;
      return unknownBySystem(host);
    }
  }

  return (host, { family, all }, callback) => {
    const asked = running.get(host) ?? resolveHost(host).finally(() => running.delete(host));
    running.set(host, asked);
    asked.then(
      (found) => {
        const addresses = family === 4 || family === 6 ? found.filter((each) => each.family === family) : found;
        const [first] = addresses;
        if (all) callback(null, addresses);
        else callback(first ? null : new Error("the name has no address"), first?.address ?? "", first?.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, ""),
    );
  };
}

/** @returns the addresses of IPv4 first. @throws the error about IPv4 when there is none of either */
async function askDns(resolver: Resolver, host: string): Promise<LookupAddress[]> {
  const six = resolver.resolve6(host).then(withFamily(6), toError);
  const four = await resolver.resolve4(host).then(withFamily(4), toError);
  if (!(four instanceof Error)) {
    const others = await Promise.race([six, sleep(resolutionDelayMs, [])]);
    return others instanceof Error ? four : [...four, ...others];
  }
  const others = await six;
  if (others instanceof Error) throw four;
  return others;
}

const withFamily = (family: 4 | 6) => (addresses: string[]) => addresses.map((address) => ({ address, family }));

const toError = (error: unknown) => (error instanceof Error ? error : new Error(String(error)));

/** Tells whether a DNS server did not answer, or failed. The system would wait for it once more. */
function isUnanswered(error: unknown): boolean {
  return (
    error instanceof Error &&
    "code" in error &&
    ["ETIMEOUT", "ESERVFAIL", "EREFUSED", "ECANCELLED"].includes(String(error.code))
  );
}

/** Tells whether a file of hosts names a host. The file may change at any time. */
async function isInFile(file: string | undefined, host: string): Promise<boolean> {
  if (file === undefined) return false;
  const text = await readFile(file, "utf8").catch(() => "");
  const lines = text.toLowerCase().split("\n");
  return lines.some((line) => line.replace(/#.*/, "").split(/\s+/).slice(1).includes(host.toLowerCase()));
}
