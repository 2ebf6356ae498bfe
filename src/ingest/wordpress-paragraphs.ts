/** Elements that a paragraph cannot contain, from WordPress's `wpautop`. */
const blockTag =
  /(<\/?(?:table|thead|tfoot|caption|col|colgroup|tbody|tr|td|th|div|dl|dd|dt|ul|ol|li|pre|form|map|area|blockquote|address|style|p|h[1-6]|hr|fieldset|legend|section|article|aside|hgroup|header|footer|nav|figure|figcaption|details|menu|summary|script|iframe)(?:\s[^<>]*|\/)?>)/i;

/** Blocks without an end tag. */
const voidElements = new Set(["hr", "col", "area"]);
/** Elements whose white space is kept, or means nothing. */
const preservedElements = new Set([
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
/** Parents whose text always gets paragraphs. The empty name stands for the top level. */
const alwaysWrapped = new Set(["", "blockquote"]);
/** Parents whose text gets paragraphs when it has more than one. */
const wrappedWhenSeveral = new Set([
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
 * Adds the paragraphs and line breaks that blank lines and line ends mean in WordPress's classic editor, after the rules of
 * `wpautop` (https://developer.wordpress.org/reference/functions/wpautop/). HTML of the block editor has them already, and
 * only loses its comments.
 */
export function addParagraphs(rawHtml: string): string {
  const html = withoutComments(rawHtml.replace(/\r\n?/g, "\n"));
  if (rawHtml.includes("<!-- wp:")) return html.trim();
  const open: string[] = [];
  const parts = html.split(blockTag).map((part, index) => {
    const parent = open.at(-1) ?? "";
    if (index % 2 === 0) return formatText(part, parent);
    const name = /^<\/?([a-z\d]+)/i.exec(part)?.[1]?.toLowerCase() ?? "";
    if (part.startsWith("</")) {
      const last = open.lastIndexOf(name);
      if (last !== -1) open.length = last;
    } else if (!voidElements.has(name) && !part.endsWith("/>")) open.push(name);
    return part;
  });
  return parts.join("").trim();
}

function formatText(text: string, parent: string): string {
  if (preservedElements.has(parent)) return text;
  if (text.trim() === "") return text.includes("\n") ? "\n" : text;
  const blocks = text.split(/\n\s*\n/).filter((each) => each.trim() !== "");
  const wraps = alwaysWrapped.has(parent) || (wrappedWhenSeveral.has(parent) && blocks.length > 1);
  const lines = blocks.map((each) => withBreaks(each.trim()));
  return wraps ? `\n${lines.map((each) => `<p>${each}</p>`).join("\n")}\n` : lines.join("<br>\n");
}

/** Turns line ends between tags into line breaks. Those inside of tags stay. */
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
