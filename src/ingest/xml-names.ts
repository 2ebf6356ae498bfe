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

type Scope = ReadonlyMap<string, string>;

/** Follows the declarations of namespaces through a document that is read element by element. */
export function openXmlNames(): XmlNames {
  const scopes: Scope[] = [];
  /** The prefix that an export of WordPress uses without saying for what: no other format has a version of that name. */
  let undeclared: string | undefined;
  return {
    enter(attributes) {
      scopes.push(withDeclared(scopes.at(-1) ?? new Map(), attributes));
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
        prefix !== "" && prefix === undeclared ? "wp" : (scopes.at(-1)?.get(prefix) ?? prefix.toLowerCase());
      return known === "" ? local : `${known}:${local}`;
    },
  };
}

/** What each prefix means: a prefix of ours, or itself where its namespace is another. */
function withDeclared(outer: Scope, attributes: Readonly<Record<string, string>>): Scope {
  const declared = Object.entries(attributes).filter(([name]) => name === "xmlns" || name.startsWith("xmlns:"));
  if (declared.length === 0) return outer;
  const scope = new Map(outer);
  for (const [name, uri] of declared) {
    const prefix = name.slice("xmlns:".length);
    const found = namespaces.find(([, pattern]) => pattern.test(uri.trim()))?.[0];
    scope.set(prefix, found ?? prefix.toLowerCase());
  }
  return scope;
}
