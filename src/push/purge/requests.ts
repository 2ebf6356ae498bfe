import type { PurgeTarget } from "../../config/schema.ts";

/** A request that purges something. */
export type PurgeRequest = {
  method: "POST" | "PUT" | "DELETE" | "PURGE";
  url: string;
  headers: Readonly<Record<string, string>>;
  content?: string;
};

/** The published documents, as targets name them. Paths are percent-encoded. */
export type PurgeContext = {
  /** The public address, without a trailing slash. */
  baseUrl: string;
  /** Returns the key of a document. */
  keyOf: (path: string) => string;
  /** The key of everything. */
  everythingKey: string;
  /** Returns the paths of all documents. */
  allPaths: () => readonly string[];
  variables: Readonly<Record<string, string | undefined>>;
};

/** The copies that docs/examples/nginx.conf keeps of a document: one for each coding, and what a browser is shown. */
const nginxCopies = ["identity", "gzip", "br"].flatMap((coding) =>
  ["", "document"].flatMap((opened) =>
    ["*/*", "text/html"].map((accept) => ({
      "accept-encoding": coding,
      accept,
      ...(opened !== "" && { "sec-fetch-dest": opened }),
    })),
  ),
);

const keyPlaceholder = /\{(?:keys|keyList|keysJson)\}/;

/**
 * Returns the requests that purge documents from a cache. Pure.
 * @param pending percent-encoded paths, or everything
 * @throws an error when the environment lacks a variable
 */
export function purgeRequests(
  target: PurgeTarget,
  pending: readonly string[] | "everything",
  context: PurgeContext,
): PurgeRequest[] {
  const { keyOf, everythingKey, allPaths, baseUrl } = context;
  const keysOf = () => (pending === "everything" ? [everythingKey] : [...new Set(pending.map(keyOf))]);
  const paths = () => (pending === "everything" ? allPaths() : pending);
  const filled = fillVariables(target, context.variables);
  const { url, headers, batch } = filled;
  if (target.kind === "varnish") {
    return chunksOf(keysOf(), batch).map((keys) => ({
      method: "PURGE",
      url,
      headers: { ...headers, "xkey-purge": keys.join(" ") },
    }));
  }
  const addresses = () => paths().map((path) => baseUrl + path);
  if (target.kind === "nginx") {
    return addresses().flatMap((address) => {
      const { host, pathname } = new URL(address);
      const at = url.replace(/\/$/, "") + pathname;
      return nginxCopies.map((copy) => ({ method: "PURGE", url: at, headers: { host, ...copy, ...headers } }));
    });
  }
  const texts = [url, ...Object.values(headers), filled.body ?? ""];
  const isByKey = texts.some((text) => keyPlaceholder.test(text));
  const size = texts.some((text) => text.includes("{url}")) ? 1 : batch;
  return chunksOf(isByKey ? keysOf() : addresses(), size).map((names) => fillRequest(filled, names, isByKey));
}

/** Puts keys or addresses in the place of placeholders, percent-encoded in the address. */
function fillRequest(
  { method, url, headers, body }: PurgeTarget,
  names: readonly string[],
  isByKey: boolean,
): PurgeRequest {
  const values: Record<string, string> = isByKey
    ? { keys: names.join(" "), keyList: names.join(","), keysJson: JSON.stringify(names) }
    : { urlsJson: JSON.stringify(names), url: names[0] ?? "" };
  const fill = (text: string, encode = (value: string) => value) =>
    text.replaceAll(/\{(\w+)\}/g, (found, name: string) => {
      const value = values[name];
      return value === undefined ? found : encode(value);
    });
  return {
    method,
    url: fill(url, encodeURIComponent),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name.toLowerCase(), fill(text)])),
    ...(body !== undefined && { content: fill(body) }),
  };
}

/** Puts variables of the environment in the place of their names. */
function fillVariables(target: PurgeTarget, variables: PurgeContext["variables"]): PurgeTarget {
  const fill = (text: string) =>
    text.replaceAll(/\$\{(\w+)\}/g, (_, name: string) => {
      const value = variables[name];
      if (!value) throw new Error(`the environment has no variable ${name}, which the configuration names`);
      return value;
    });
  const { url, headers, body } = target;
  return {
    ...target,
    url: fill(url),
    headers: Object.fromEntries(Object.entries(headers).map(([name, text]) => [name, fill(text)])),
    ...(body !== undefined && { body: fill(body) }),
  };
}

/** Returns the values of the variables that a target names: secrets, which no message may show. */
export function secretsOf({ url, headers, body = "" }: PurgeTarget, variables: PurgeContext["variables"]): string[] {
  const names = [url, ...Object.values(headers), body].flatMap((text) => [...text.matchAll(/\$\{(\w+)\}/g)]);
  return names.flatMap(([, name = ""]) => variables[name] ?? []);
}

function chunksOf(names: readonly string[], size: number): string[][] {
  return Array.from({ length: Math.ceil(names.length / size) }, (_, index) =>
    names.slice(index * size, (index + 1) * size),
  );
}
