import { isMembers } from "../article/members.ts";
import { CourantError } from "../errors.ts";

/*
 * The room `micropub`: the door for programs that write to a site (https://www.w3.org/TR/micropub/). It translates their
 * requests into calls of the admin API, and does nothing that the API cannot do.
 */

/** The properties of a post as microformats (https://microformats.org/wiki/microformats2-json). */
export type Properties = Readonly<Record<string, readonly unknown[]>>;

/** Changes of the properties of a post (Micropub section 3.4). */
export type PropertyChanges = {
  replace: Properties;
  add: Properties;
  /** Properties that go; those with values lose only these. */
  remove: Readonly<Record<string, readonly unknown[] | "all">>;
};

export type MicropubRequest =
  | { action: "create"; type: string; properties: Properties }
  | ({ action: "update"; url: string } & PropertyChanges)
  | { action: "delete" | "undelete"; url: string };

/** Names of a request that are no properties of its post (section 3.1 and 3.3). */
const reserved = new Set(["access_token", "h", "action", "url"]);

/**
 * Reads a form (section 3.3): `h=entry`, `content=…`, `category[]=…`; or `action=delete&url=…`.
 * @throws REQUEST_INVALID
 */
export function readForm(fields: readonly (readonly [name: string, value: unknown])[]): MicropubRequest {
  const firstOf = (name: string) => fields.find(([each]) => each === name)?.[1];
  const action = firstOf("action");
  if (action !== undefined) {
    if (action !== "delete" && action !== "undelete") {
      throw invalid(`A form has no action “${String(action)}”. Use delete or undelete, or send an update as JSON.`);
    }
    return { action, url: readUrl(firstOf("url")) };
  }
  const properties = new Map<string, unknown[]>();
  for (const [name, value] of fields) {
    const property = name.replace(/\[\]$/, "");
    if (reserved.has(property) || property.startsWith("mp-")) continue;
    if (value !== "") properties.set(property, [...(properties.get(property) ?? []), value]);
  }
  return { action: "create", type: `h-${String(firstOf("h") ?? "entry")}`, properties: Object.fromEntries(properties) };
}

/** Reads a JSON body (sections 3.3.2 and 3.4). @throws REQUEST_INVALID */
export function readJson(body: unknown): MicropubRequest {
  if (!isMembers(body)) throw invalid('The body is no JSON object. Send {"type": ["h-entry"], "properties": {…}}.');
  const { action } = body;
  if (action === "delete" || action === "undelete") return { action, url: readUrl(body.url) };
  if (action === "update") {
    const { replace, add, delete: remove } = body;
    return {
      action,
      url: readUrl(body.url),
      replace: readProperties(replace, "replace"),
      add: readProperties(add, "add"),
      remove: readRemovals(remove),
    };
  }
  if (action !== undefined) throw invalid(`There is no action “${String(action)}”. Use update, delete or undelete.`);
  const [type] = Array.isArray(body.type) ? body.type : [];
  if (typeof type !== "string") throw invalid('“type” is missing. Send {"type": ["h-entry"], "properties": {…}}.');
  return { action: "create", type, properties: withoutCommands(readProperties(body.properties, "properties")) };
}

/** Leaves out the commands to servers, which are no properties (section 3.1). */
function withoutCommands(properties: Properties): Properties {
  return Object.fromEntries(Object.entries(properties).filter(([name]) => !name.startsWith("mp-")));
}

function readUrl(url: unknown): string {
  if (typeof url === "string" && url !== "") return url;
  throw invalid("“url” is missing. Give the address of the post.");
}

function readProperties(given: unknown, name: string): Properties {
  if (given === undefined) return {};
  const isRight = isMembers(given) && Object.values(given).every(Array.isArray);
  if (isRight) return given as Properties;
  throw invalid(`“${name}” is no object of lists. Send, for example, "${name}": {"category": ["news"]}.`);
}

function readRemovals(given: unknown): PropertyChanges["remove"] {
  if (Array.isArray(given) && given.every((name) => typeof name === "string")) {
    return Object.fromEntries(given.map((name) => [name, "all" as const]));
  }
  return readProperties(given, "delete");
}

/** Applies changes to the properties of a post, in the order of section 3.4: replace, add, delete. */
export function changeProperties(properties: Properties, { replace, add, remove }: PropertyChanges): Properties {
  const next: Record<string, readonly unknown[]> = { ...properties, ...replace };
  for (const [name, values] of Object.entries(add)) next[name] = [...(next[name] ?? []), ...values];
  for (const [name, values] of Object.entries(remove)) {
    const texts = values === "all" ? [] : values.map((value) => JSON.stringify(value));
    next[name] = values === "all" ? [] : (next[name] ?? []).filter((value) => !texts.includes(JSON.stringify(value)));
  }
  return next;
}

export function invalid(detail: string): CourantError {
  return new CourantError("REQUEST_INVALID", detail);
}
