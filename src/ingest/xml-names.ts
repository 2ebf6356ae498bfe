/*
 * Names in XML by their namespaces (Namespaces in XML 1.0), whatever prefix a document gives them. Feeds use prefixes that
 * they never declare, or misspell what they declare; such a prefix means the namespace that it usually stands for.
 */

/** The namespaces that Courant tells apart here, by the prefix under which its code knows their names. */
const namespaces: readonly [prefix: string, uri: RegExp][] = [
  ["excerpt", /^https?:\/\/(?:www\.)?wordpress\.org\/export\/[^/]*\/excerpt\/?$/i],
  ["wp", /^https?:\/\/(?:www\.)?wordpress\.org\/export(?:\/|$)/i],
  ["content", /^https?:\/\/purl\.org\/rss\/1\.0\/modules\/content\/?$/i],
  ["dc", /^https?:\/\/purl\.org\/dc\/elements\/1\.1\/?$/i],
  ["app", /^https?:\/\/(?:www\.w3\.org\/2007\/app|purl\.org\/atom\/app)#?$/i],
  ["blogger", /^https?:\/\/schemas\.google\.com\/blogger\//i],
];

export type XmlNames = {
  /** Takes in what an element that begins declares. */
  enter(attributes: Readonly<Record<string, string>>): void;
  leave(): void;
  /** `wp:status` for any spelling of that name; small letters, and the document's own prefix in other namespaces. */
  canonical(name: string): string;
};

type Scope = { declared: ReadonlyMap<string, string>; outer: Scope | undefined };

/** Follows the declarations of namespaces through a document that is read element by element. */
export function openXmlNames(): XmlNames {
  const scopes: (Scope | undefined)[] = [];
  /** The prefix that an export of WordPress uses without saying for what: no other format has a version of that name. */
  let undeclared: string | undefined;
  return {
    enter(attributes) {
      scopes.push(scopeWith(scopes.at(-1), attributes));
    },
    leave() {
      scopes.pop();
    },
    canonical(name) {
      const colon = name.indexOf(":");
      const prefix = name.slice(0, Math.max(colon, 0));
      const local = name.slice(colon + 1).toLowerCase();
      if (local === "wxr_version") undeclared = prefix;
      const known =
        prefix !== "" && prefix === undeclared ? "wp" : (meaningOf(prefix, scopes.at(-1)) ?? prefix.toLowerCase());
      return known === "" ? local : `${known}:${local}`;
    },
  };
}

/** The scope of an element; one that declares nothing shares that of the element around it. */
function scopeWith(outer: Scope | undefined, attributes: Readonly<Record<string, string>>): Scope | undefined {
  let declared: Map<string, string> | undefined;
  for (const [name, uri] of Object.entries(attributes)) {
    if (name !== "xmlns" && !name.startsWith("xmlns:")) continue;
    const prefix = name.slice("xmlns:".length);
    declared ??= new Map();
    declared.set(prefix, namespaces.find(([, pattern]) => pattern.test(uri.trim()))?.[0] ?? prefix.toLowerCase());
  }
  return declared ? { declared, outer } : outer;
}

/** What a prefix stands for: a prefix of ours, or itself where its namespace is another; undefined where nothing declares it. */
function meaningOf(prefix: string, innermost: Scope | undefined): string | undefined {
  for (let scope = innermost; scope; scope = scope.outer) {
    const meaning = scope.declared.get(prefix);
    if (meaning !== undefined) return meaning;
  }
  return undefined;
}
