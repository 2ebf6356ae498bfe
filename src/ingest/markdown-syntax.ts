import MarkdownIt from "markdown-it";
import footnotes from "markdown-it-footnote";
import { admonitions } from "./markdown-admonitions.ts";
import { alerts } from "./markdown-alerts.ts";
import { attributeLists } from "./markdown-attributes.ts";
import { codeTags } from "./markdown-code-tags.ts";
import { emoji } from "./markdown-emoji.ts";
import { formulas } from "./markdown-formulas.ts";
import { templateLines } from "./markdown-template-lines.ts";

/**
 * CommonMark with the additions of GitHub Flavored Markdown (https://github.github.com/gfm/), which are tables,
 * strikethrough, task lists, alerts, names of emoji and automatic links, and with footnotes, formulas, lists of attributes,
 * notes of MkDocs, and the tags for code of Jekyll and Hugo. Other tags of templates are masked before, and resolved after it.
 * HTML stays as it was written: `prepare` sanitises the result.
 */
export const markdown = new MarkdownIt({ html: true, linkify: true })
  .use(footnotes)
  .use(formulas)
  .use(codeTags)
  .use(templateLines)
  .use(attributeLists)
  .use(alerts)
  .use(admonitions)
  .use(emoji);

// In GitHub's syntax a caret before brackets is no footnote.
markdown.inline.ruler.disable("footnote_inline");

// GFM section 6.9: `http:`, `https:`, `mailto:`, `www.` and email addresses.
markdown.linkify.add("//", null);
markdown.linkify.add("ftp:", null);
const { re } = markdown.linkify;
const restOfAddress = new RegExp(`${re.get_url_host_port().source}${re.get_path().source}`, "iy");
markdown.linkify.add("www.", {
  validate: (text, position) => {
    restOfAddress.lastIndex = position;
    return restOfAddress.exec(text)?.[0].length ?? 0;
  },
  normalize: (match) => {
    match.url = `http://${match.url}`;
  },
});

/** GFM section 5.3, with characters in place of form controls, which feeds do not have. */
markdown.core.ruler.push("task_lists", ({ tokens }) => {
  for (const [index, { type, children }] of tokens.entries()) {
    const first = children?.[0];
    if (type !== "inline" || tokens[index - 2]?.type !== "list_item_open" || first?.type !== "text") continue;
    first.content = first.content.replace(/^\[([ xX])\](?=\s)/, (_, mark: string) => (mark === " " ? "☐" : "☑"));
  }
});

/** Each note has one number, however often the text refers to it. */
markdown.renderer.rules.footnote_caption = (tokens, index) => `[${Number(tokens[index]?.meta?.id) + 1}]`;
