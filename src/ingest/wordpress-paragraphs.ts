/** Elements that a paragraph cannot hold, as WordPress lists them for `wpautop`. */
const block =
  /(<\/?(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary|script|iframe)(?:\s[^<>]*|\/)?>)/i;

/** What has no end tag. */
const empty = new Set(["hr", "col", "area"]);
/** Where white space is as it is, or means nothing. */
const untouched = new Set([
  "pre",
  "script",
  "style",
  "table",
  "thead",
  "tfoot",
  "tbody",
  "tr",
  "ul",
  "ol",
  "dl",
  "menu",
]);
/** Where text gets paragraphs, wherever it stands; in other blocks it does where it has more than one. */
const wrapping = new Set(["", "blockquote"]);
const mayWrap = new Set([
  "div",
  "section",
  "article",
  "aside",
  "header",
  "footer",
  "details",
  "li",
  "td",
  "dd",
  "form",
]);

/**
 * HTML of WordPress's classic editor with the paragraphs and line breaks that its blank lines and line ends mean, after
 * the rules of `wpautop` (https://developer.wordpress.org/reference/functions/wpautop/). What its block editor wrote has
 * them, and only loses its comments.
 */
export function paragraphs(typed: string): string {
  const html = withoutComments(typed.replace(/\r\n?/g, "\n"));
  if (typed.includes("<!-- wp:")) return html.trim();
  const open: string[] = [];
  const parts = html.split(block).map((part, index) => {
    const within = open.at(-1) ?? "";
    if (index % 2 === 0) return paragraphsOf(part, within);
    const name = /^<\/?([a-z\d]+)/i.exec(part)?.[1]?.toLowerCase() ?? "";
    if (part.startsWith("</")) {
      const last = open.lastIndexOf(name);
      if (last !== -1) open.length = last;
    } else if (!empty.has(name) && !part.endsWith("/>")) open.push(name);
    return part;
  });
  return parts.join("").trim();
}

function paragraphsOf(text: string, within: string): string {
  if (untouched.has(within)) return text;
  if (text.trim() === "") return text.includes("\n") ? "\n" : text;
  const blocks = text.split(/\n\s*\n/).filter((each) => each.trim() !== "");
  const wraps = wrapping.has(within) || (mayWrap.has(within) && blocks.length > 1);
  const lines = blocks.map((each) => withBreaks(each.trim()));
  return wraps ? `\n${lines.map((each) => `<p>${each}</p>`).join("\n")}\n` : lines.join("<br>\n");
}

/** Line ends between tags are line breaks; those inside of tags are none. */
function withBreaks(text: string): string {
  return text
    .split(/(<[^<>]*>)/)
    .map((part, index) => (index % 2 === 0 ? part.replace(/\s*\n/g, "<br>\n") : part))
    .join("")
    .replace(/(<br\s*\/?>)\s*<br>\n/gi, "$1\n");
}

function withoutComments(html: string): string {
  const parts: string[] = [];
  let end = 0;
  for (let start = html.indexOf("<!--"); start !== -1; start = html.indexOf("<!--", end)) {
    const close = html.indexOf("-->", start + 4);
    if (close === -1) break;
    parts.push(html.slice(end, start));
    end = close + 3;
  }
  return `${parts.join("")}${html.slice(end)}`;
}
