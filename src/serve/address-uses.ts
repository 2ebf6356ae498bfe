import { createHash, randomBytes } from "node:crypto";
import { wideNetworkOf } from "../http/networks.ts";

/** The salt of a day (UTC, YYYY-MM-DD). It is random, in memory alone, and forgotten when the day is over. */
export type DaySalt = { day: string; salt: string };

/** Creates the salt of a day. @param now milliseconds since 1970 */
export function createDaySalt(now: number): DaySalt {
  return { day: new Date(now).toISOString().slice(0, 10), salt: randomBytes(16).toString("base64url") };
}

/** The networks that used an address since the last report, as hashes under the salt of the day. */
export type AddressNetworks = { selector: string; networks: readonly string[] };

export type AddressUses = {
  /** Notes that a subscriber was answered. @param ip undefined where many clients have the same address */
  note(selector: string, ip: string | undefined): void;
  /** Returns what was noted since the last call. */
  take(): { day: string; addresses: AddressNetworks[] };
};

/** Far more than makes an address look passed on. Whoever has an address cannot fill the memory with it. */
const maxNetworks = 500;

/**
 * Creates what notes in a serving thread from which networks private addresses are used. It keeps no network, only hashes
 * that nobody can compare with those of another day.
 * @param salt returns the salt of the present day; undefined while it is not known
 */
export function createAddressUses(salt: () => DaySalt | undefined): AddressUses {
  let noted = new Map<string, Set<string>>();
  let present: DaySalt | undefined;

  return {
    note(selector, ip) {
      const now = salt();
      if (!now) return;
      if (now.day !== present?.day) noted = new Map();
      present = now;
      const networks = noted.get(selector) ?? new Set();
      noted.set(selector, networks);
      if (networks.size < maxNetworks) networks.add(hashNetwork(ip, now.salt));
    },

    take() {
      const addresses = [...noted].map(([selector, networks]) => ({ selector, networks: [...networks] }));
      noted = new Map();
      return { day: present?.day ?? "", addresses };
    },
  };
}

function hashNetwork(ip: string | undefined, salt: string): string {
  const network = ip === undefined ? "" : wideNetworkOf(ip);
  return createHash("sha256").update(`${salt} ${network}`).digest("base64url").slice(0, 12);
}

/** The uses that a thread has noted since its last report. */
export type AddressUseReport = ReturnType<AddressUses["take"]>;

/** From how many networks an address was used on a day (UTC, YYYY-MM-DD) so far. */
export type NetworkNumber = { selector: string; day: string; networks: number };

/** Joins what all threads have noted. */
export type AddressUseTable = {
  add(report: AddressUseReport): void;
  /** Returns the number of networks of each address that was used since the last call. */
  take(): NetworkNumber[];
};

/** Creates an empty table. It forgets everything when a new day begins. */
export function createAddressUseTable(): AddressUseTable {
  let networksOf = new Map<string, Set<string>>();
  const changed = new Set<string>();
  let day = "";

  return {
    add(report) {
      if (report.addresses.length === 0 || report.day < day) return;
      if (report.day !== day) networksOf = new Map();
      day = report.day;
      for (const { selector, networks } of report.addresses) {
        const known = networksOf.get(selector) ?? new Set();
        networksOf.set(selector, known);
        for (const network of networks) if (known.size < maxNetworks) known.add(network);
        changed.add(selector);
      }
    },

    take() {
      const uses = [...changed].map((selector) => ({ selector, day, networks: networksOf.get(selector)?.size ?? 0 }));
      changed.clear();
      return uses.filter(({ networks }) => networks > 0);
    },
  };
}
