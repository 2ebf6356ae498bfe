import MarkdownIt from "markdown-it";
import footnotes from "markdown-it-footnote";

/**
 * CommonMark with what GitHub Flavored Markdown adds to it (https://github.github.com/gfm/): tables, strikethrough, task
 * lists and addresses that become links; and with footnotes. HTML stays as it was written: `prepare` sanitises what
 * comes out.
 */
export const markdown = new MarkdownIt({ html: true, linkify: true }).use(footnotes);

// A caret before brackets is no footnote in GitHub's syntax.
markdown.inline.ruler.disable("footnote_inline");

// GFM section 6.9: `http:`, `https:`, `mailto:`, `www.` and addresses of people.
markdown.linkify.add("//", null);
markdown.linkify.add("ftp:", null);
const { re } = markdown.linkify;
const rest = new RegExp(`${re.get_url_host_port().source}${re.get_path().source}`, "iy");
markdown.linkify.add("www.", {
  validate: (text, position) => {
    rest.lastIndex = position;
    return rest.exec(text)?.[0].length ?? 0;
  },
  normalize: (match) => {
    match.url = `http://${match.url}`;
  },
});

/** GFM section 5.3, with characters where GitHub has form controls: feeds have none. */
markdown.core.ruler.push("task_lists", ({ tokens }) => {
  for (const [index, { type, children }] of tokens.entries()) {
    const first = children?.[0];
    if (type !== "inline" || tokens[index - 2]?.type !== "list_item_open" || first?.type !== "text") continue;
    first.content = first.content.replace(/^\[([ xX])\](?=\s)/, (_, mark: string) => (mark === " " ? "☐" : "☑"));
  }
});

/** A note has one number, however often it is referred to. */
markdown.renderer.rules.footnote_caption = (tokens, index) => `[${Number(tokens[index]?.meta?.id) + 1}]`;
