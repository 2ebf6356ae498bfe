import { argumentOf, type Tag } from "./tag.ts";

/** Values that are the address of the site itself, without the slash at its end. */
const siteValues = /^(?:site\.(?:base_?url|url)|config\.base_url|base_?url|site_?url|\.?site\.baseurl|relurl|absurl)$/i;

/** Tags that are the address of a page, which their first argument names. */
const pageNames = /^(?:ref|relref|link|post_url|doc|xref)$/;

/**
 * Returns the address that a tag stands for. That of the site is empty, because addresses start from there.
 * @param context.addressOfPage finds the address of a page by what refers to it
 * @returns undefined for a tag that stands for no address, or none that is known
 */
export function addressOfTag(
  tag: Tag,
  { addressOfPage }: { addressOfPage: (reference: string) => string | undefined },
): string | undefined {
  const { kind, name, source } = tag;
  const { text, positional } = tag.arguments;
  if (kind === "text") return name === "html" ? undefined : text;
  if (/^(?:container|component|wiki)$/.test(kind) || tag.isClosing) return undefined;
  const reference = argumentOf(tag, "path", "page", "ref", "relref") ?? positional[0] ?? text;
  if (pageNames.test(name)) return reference === "" ? undefined : addressOfPage(reference);
  if (kind === "output" && source.includes("(")) {
    if (!/^(?:get_url|url_for|relurl|absurl)$/.test(name)) return undefined;
    return addressOfPage(reference) ?? (reference.startsWith("@") ? undefined : `/${reference.replace(/^\//, "")}`);
  }
  if (siteValues.test(kind === "output" ? text : name)) return "";
  const [, , literal, filters = ""] = /^(["'])(.*?)\1\s*((?:\|.*)?)$/s.exec(text) ?? [];
  if (kind === "output" && literal !== undefined && /^(?:$|\|)/.test(filters)) return addressOfPage(literal) ?? literal;
  const relative = argumentOf(tag, "ref", "relref");
  return relative === undefined ? undefined : addressOfPage(relative);
}
