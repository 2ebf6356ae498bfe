import { LineCounter, parseDocument, stringify } from "yaml";
import type { Article } from "../../article/article.ts";
import { isMembers } from "../../article/members.ts";
import { CourantError } from "../../errors.ts";

/** How an article stands in the editor: all its members as JSON, or its content below the other members. */
export type EditableForm = "text" | "json";

/** The editable text of an article, and the ending of its file, by which editors know the language. */
export type EditableText = { text: string; ending: string };

const fence = "---";

/** The members in YAML between two fences, and the content. */
const editablePattern = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n([\s\S]*))?$(?![\s\S])/m;

/**
 * Writes an article as text for an editor. As `text`, the content is below the other members in YAML, which stand between
 * two lines of hyphens. `parseEdited` reads the same article from it.
 */
export function formatEditable(article: Article, form: EditableForm): EditableText {
  // The collection counts revisions itself, and knows when an article changes.
  const { date_modified: _, _courant, ...members } = article;
  const { revision: __, ...extension } = _courant;
  const editable = { ...members, ...(Object.keys(extension).length > 0 && { _courant: extension }) };
  if (form === "json") return { text: `${JSON.stringify(editable, null, 2)}\n`, ending: "json" };
  const { content_html, content_text, ...head } = editable;
  const isPlain = content_html === undefined && content_text !== undefined;
  // An article may have both; the text then stays among the members.
  const both = content_html !== undefined && content_text !== undefined ? { content_text } : {};
  const yaml = stringify({ ...head, ...both }, { lineWidth: 0 });
  return {
    text: `${fence}\n${yaml}${fence}\n${content_html ?? content_text ?? ""}\n`,
    ending: isPlain ? "txt" : "html",
  };
}

/**
 * Reads an edited text.
 * @param original the article that was edited: its content is HTML or plain text
 * @returns the members of the article, for a PUT
 * @throws ARTICLE_INVALID with the place of a mistake
 */
export function parseEdited(text: string, form: EditableForm, original: Article): Record<string, unknown> {
  if (form === "json") return requireMembers(parseJson(text));
  const [, yaml, content = ""] = editablePattern.exec(text) ?? [];
  if (yaml === undefined) {
    throw new CourantError(
      "ARTICLE_INVALID",
      `The members of the article must stand at the beginning, between two lines “${fence}”. Put these lines back.`,
    );
  }
  const lineCounter = new LineCounter();
  const document = parseDocument(yaml, { prettyErrors: false, lineCounter });
  const [mistake] = document.errors;
  if (mistake) {
    // The first fence is the first line of the text.
    const line = lineCounter.linePos(mistake.pos[0]).line + 1;
    throw new CourantError("ARTICLE_INVALID", `Line ${line} is not valid YAML: ${mistake.message}.`);
  }
  const members = requireMembers(document.toJS());
  const kept = content.replace(/\r?\n$/, "");
  const isPlain = original.content_html === undefined && original.content_text !== undefined;
  return { ...members, ...(kept !== "" && { [isPlain ? "content_text" : "content_html"]: kept }) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new CourantError("ARTICLE_INVALID", `The text is not valid JSON: ${(error as Error).message}.`);
  }
}

function requireMembers(value: unknown): Record<string, unknown> {
  if (isMembers(value)) return value;
  throw new CourantError("ARTICLE_INVALID", "The text has no members of an article, such as title.");
}
