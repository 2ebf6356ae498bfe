import ipaddr from "ipaddr.js";
import { describeMisspelling } from "./misspelt.ts";
import { podcastRoles } from "./podcast-roles.ts";
import type { Config } from "./schema.ts";

/** Names that no real site can have (RFC 2606, RFC 6761), including all names below them. */
const reservedNames = ["example.org", "example.com", "example.net", "example", "test", "invalid", "localhost"];

/**
 * Finds variables that are not read because their names are misspelt, and settings that are valid but keep readers from
 * following the links in documents. Each warning says what is set, why
 * it matters and what to set instead. Pure.
 */
export function findWarnings(config: Pick<Config, "site" | "channels" | "environment">): string[] {
  const { site, environment } = config;
  const { configFile, baseUrl, baseUrlIsDefault } = environment;
  const host = hostOf(site.url);
  const warnings: string[] = [];
  if (isAtOrBelow(host, reservedNames)) {
    warnings.push(
      `${configFile}: site.url is ${site.url}, and ${host} is a name that is reserved for examples and tests: feeds link ` +
        "there, and readers find nothing there. Set site.url to the address of your site's home page.",
    );
  }
  if (isLoopback(baseUrl)) {
    const problem = baseUrlIsDefault ? `BASE_URL is not set: documents name ${baseUrl}` : `BASE_URL is ${baseUrl}`;
    warnings.push(
      `${problem}, an address of this machine alone. The ids and links of feeds point there, and readers elsewhere cannot ` +
        "follow them. Set BASE_URL to the origin that readers use, such as https://feeds.example.org, before anyone subscribes.",
    );
  }
  return [...environment.misspellings.map(describeMisspelling), ...warnings, ...findUnknownRoles(config)];
}

function findUnknownRoles({ channels, environment }: Pick<Config, "channels" | "environment">): string[] {
  return channels.flatMap(({ podcast }, index) =>
    (podcast?.people ?? []).flatMap(({ name, role }, person) => {
      if (role === undefined || podcastRoles.has(role.toLowerCase())) return [];
      return [
        `${environment.configFile}: channels[${index}].podcast.people[${person}].role is “${role}”, a role that ` +
          `podcasttaxonomy.com does not name: apps may not show what ${name} does. Take one of its roles, such as host or guest.`,
      ];
    }),
  );
}

/** Tells whether an origin points every machine that uses it to itself. */
export function isLoopback(origin: string): boolean {
  const host = hostOf(origin);
  if (ipaddr.isValid(host)) return ["loopback", "unspecified"].includes(ipaddr.process(host).range());
  return isAtOrBelow(host, ["localhost"]);
}

/** The host as the URL parser spells it, without the brackets of IPv6 and the dot that may end a name. */
function hostOf(url: string): string {
  return new URL(url).hostname.replace(/^\[|\]$|\.$/g, "");
}

function isAtOrBelow(host: string, names: readonly string[]): boolean {
  return names.some((name) => host === name || host.endsWith(`.${name}`));
}
