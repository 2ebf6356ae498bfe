import { Draft } from "../article/article.ts";
import { isMembers, isPresent } from "../article/members.ts";
import { isGhost } from "./ghost.ts";
import { parseBoundedJson } from "./json-syntax.ts";

/** Members of which an article has one at least, if it has no content. */
const tellingNames = ["title", "summary", "image", "banner_image", "attachments"];

/**
 * Tells whether JSON is data, such as settings or a list of links, and holds no article: nothing in it has content, or
 * says something in the names of articles alone. Text that is not JSON is none, so that its reader says where the
 * mistake is.
 */
export function isJsonData(text: string): boolean {
  try {
    const document = parseBoundedJson(text);
    if (isGhost(text) || (isMembers(document) && Array.isArray(document.items))) return false;
    return ![document].flat().some(mayBeArticle);
  } catch {
    return false;
  }
}

function mayBeArticle(value: unknown): boolean {
  if (!isMembers(value)) return false;
  if (isPresent(value.content_html) || isPresent(value.content_text)) return true;
  const names = Object.keys(value);
  const areKnown = names.every(
    (name) => name.startsWith("_") || name === "author" || Object.hasOwn(Draft.properties, name),
  );
  return areKnown && tellingNames.some((name) => isPresent(value[name]));
}
