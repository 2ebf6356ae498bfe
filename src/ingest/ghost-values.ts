import { createHash } from "node:crypto";
import { limits } from "../article/limits.ts";
import { isAbsent } from "../article/members.ts";
import { describeExcess } from "../article/mistakes.ts";
import { CourantError } from "../errors.ts";
import { parseFeedDate } from "./dates.ts";
import { checkFootnotes } from "./markdown.ts";
import { markdown } from "./markdown-syntax.ts";

/* Values in exports of Ghost, which every version of it has written in another form. */

/**
 * Reads a date: milliseconds, as a number or in digits, or any text that `parseFeedDate` reads. Another value stays as
 * it is.
 */
export function ghostDate(value: unknown): unknown {
  const milliseconds = typeof value === "string" && /^\s*\d{11,15}\s*$/.test(value) ? Number(value) : value;
  if (typeof milliseconds === "number" && Math.abs(milliseconds) < 8e15) return new Date(milliseconds).toISOString();
  return typeof value === "string" ? (parseFeedDate(value.trim()) ?? value) : value;
}

/** Files of the blog itself. Old versions name them without the address of the blog. */
const ownFile = /^\/?(?=content\/(?:images|media|files)\/)/;
const ownFileInHtml = /(\s(?:src|href|poster)\s*=\s*["'])\/(?=content\/(?:images|media|files)\/)/gi;

/** Returns the first value that is there, as an address. */
export function ghostAddress(values: readonly unknown[], blogAddress: string): unknown {
  const value = values.find((each) => !isAbsent(each) && each !== "");
  return typeof value === "string"
    ? withBlogAddress(value.trim(), blogAddress).replace(ownFile, `${blogAddress}/`)
    : value;
}

/**
 * Returns the content of a post: its HTML, else its Markdown, in which the first versions kept it.
 * @throws ARTICLE_INVALID for Markdown that is too long, or has too many footnotes
 */
export function ghostHtml(post: Record<string, unknown>, blogAddress: string): unknown {
  const content = isAbsent(post.html) && typeof post.markdown === "string" ? htmlOf(post.markdown, post) : post.html;
  if (typeof content !== "string") return content;
  return withBlogAddress(content, blogAddress).replace(
    ownFileInHtml,
    (_, before: string) => `${before}${blogAddress}/`,
  );
}

function htmlOf(source: string, { uuid, id }: Record<string, unknown>): string {
  if (source.length > limits.content) {
    const excess = describeExcess(source.length, "characters", limits.content);
    throw new CourantError("ARTICLE_INVALID", `Its Markdown is too long for one article: ${excess}.`);
  }
  checkFootnotes(source);
  const hash = createHash("sha256").update(String(uuid ?? id));
  return markdown.render(source, { docId: hash.digest("hex").slice(0, 8) });
}

function withBlogAddress(text: string, blogAddress: string): string {
  return text.replaceAll("__GHOST_URL__", () => blogAddress);
}
