/*
 * Names in XML by their namespaces (Namespaces in XML 1.0), whatever prefix a document gives them. Some feeds use prefixes
 * without declaring them, or misspell the declaration. Such a prefix means the namespace that it usually stands for.
 */

/** The namespaces that Courant distinguishes, and its own prefix for each. */
const namespaces: readonly [prefix: string, uri: RegExp][] = [
  ["excerpt", /^https?:\/\/(?:www\.)?wordpress\.org\/export\/[^/]*\/excerpt\/?$/i],
  ["wp", /^https?:\/\/(?:www\.)?wordpress\.org\/export(?:\/|$)/i],
  ["content", /^https?:\/\/purl\.org\/rss\/1\.0\/modules\/content\/?$/i],
  ["dc", /^https?:\/\/purl\.org\/dc\/elements\/1\.1\/?$/i],
  ["itunes", /^https?:\/\/(?:www\.)?itunes\.com\/dtds\/podcast-1\.0\.dtd$/i],
  ["app", /^https?:\/\/(?:www\.w3\.org\/2007\/app|purl\.org\/atom\/app)#?$/i],
  ["xhtml", /^http:\/\/www\.w3\.org\/1999\/xhtml\/?$/i],
  ["blogger", /^https?:\/\/schemas\.google\.com\/blogger\//i],
];

export type XmlNames = {
  /** Reads the declarations of an element that begins. */
  enter(attributes: Readonly<Record<string, string>>): void;
  leave(): void;
  /** Returns `wp:status` for any spelling of that name. Other namespaces keep the document's prefix, in small letters. */
  canonical(name: string): string;
};

type Scope = { prefixes: ReadonlyMap<string, string>; outer: Scope | undefined };

/** Follows the namespaces through a document that is read element by element. */
export function openXmlNames(): XmlNames {
  const scopes: (Scope | undefined)[] = [];
  /** The prefix of a `wxr_version` element. Only exports of WordPress have one, so the prefix means WordPress. */
  let wordPressPrefix: string | undefined;
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
      if (local === "wxr_version") wordPressPrefix = prefix;
      const canonicalPrefix =
        prefix !== "" && prefix === wordPressPrefix ? "wp" : (meaningOf(prefix, scopes.at(-1)) ?? prefix.toLowerCase());
      return canonicalPrefix === "" ? local : `${canonicalPrefix}:${local}`;
    },
  };
}

/** Returns the scope of an element. Without declarations it is the scope of the element around it. */
function scopeWith(outer: Scope | undefined, attributes: Readonly<Record<string, string>>): Scope | undefined {
  let prefixes: Map<string, string> | undefined;
  for (const [name, uri] of Object.entries(attributes)) {
    if (name !== "xmlns" && !name.startsWith("xmlns:")) continue;
    const prefix = name.slice("xmlns:".length);
    prefixes ??= new Map();
    prefixes.set(prefix, namespaces.find(([, pattern]) => pattern.test(uri.trim()))?.[0] ?? prefix.toLowerCase());
  }
  return prefixes ? { prefixes, outer } : outer;
}

/**
 * Returns the canonical prefix for a prefix, or the prefix itself for another namespace; undefined without a
 * declaration.
 */
function meaningOf(prefix: string, innermost: Scope | undefined): string | undefined {
  for (let scope = innermost; scope; scope = scope.outer) {
    const meaning = scope.prefixes.get(prefix);
    if (meaning !== undefined) return meaning;
  }
  return undefined;
}
