const shortcodePattern = /\[(\[?)(\/?)([a-z][\w-]*)((?:\s[^[\]]*)?)\/?\](\]?)/gi;

/** Shortcodes that mean something without attributes (https://codex.wordpress.org/Shortcode). */
const standaloneShortcodes = new Set([
  "gallery",
  "playlist",
  "audio",
  "video",
  "embed",
  "caption",
  "wp_caption",
  "toc",
  "contact-form-7",
]);

const imagePattern = /^\s*(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*<\/a>)?/i;

/**
 * Removes WordPress's shortcodes from HTML. A caption becomes a figure, media stay as players, and an embedded address stays.
 * Any other shortcode leaves the content that it encloses. Words in brackets that are no shortcodes, such as `[sic]`, stay.
 */
export function withoutShortcodes(html: string): string {
  if (!html.includes("[")) return html;
  const closedNames = new Set([...html.matchAll(/\[\/([a-z][\w-]*)\]/gi)].map(([, name = ""]) => name.toLowerCase()));
  const htmlWithFigures = withFigures(html);
  return htmlWithFigures.replace(
    shortcodePattern,
    (whole: string, before: string, slash: string, name: string, attributes: string, after: string) => {
      // Doubled brackets show a shortcode instead of using it.
      if (before !== "" && after !== "") return whole.slice(1, -1);
      const isShortcode =
        slash !== "" || /=\s*["'\w&]/.test(attributes) || standaloneShortcodes.has(name.toLowerCase());
      if (!isShortcode && !closedNames.has(name.toLowerCase())) return whole;
      return `${before}${mediaElement(name.toLowerCase(), attributes)}${after}`;
    },
  );
}

/** Returns a player for the media in a shortcode. */
function mediaElement(name: string, attributes: string): string {
  if (name !== "audio" && name !== "video") return "";
  const source = attributeIn(attributes, "src|mp3|mp4|m4a|m4v|ogg|ogv|webm|wav");
  return source === undefined ? "" : `<${name} controls src="${source}"></${name}>`;
}

function attributeIn(attributes: string, names: string): string | undefined {
  return new RegExp(`\\s(?:${names})=(?:"([^"<>]*)"|'([^'"<>]*)')`, "i").exec(attributes)?.slice(1).find(Boolean);
}

/** Converts each `[caption …]image text[/caption]` to a figure. */
function withFigures(html: string): string {
  const parts: string[] = [];
  let end = 0;
  for (const match of html.matchAll(/\[(?:wp_)?caption(\s[^[\]]*)?\]/gi)) {
    if (match.index < end) continue;
    const start = match.index + match[0].length;
    const close = html.indexOf("[/", start);
    if (close === -1) break;
    const closing = /^\[\/(?:wp_)?caption\]/i.exec(html.slice(close, close + 20))?.[0];
    if (closing === undefined) continue;
    parts.push(html.slice(end, match.index), toFigure(html.slice(start, close), match[1] ?? ""));
    end = close + closing.length;
  }
  return `${parts.join("")}${html.slice(end)}`;
}

function toFigure(inner: string, attributes: string): string {
  const imageHtml = imagePattern.exec(inner)?.[0];
  if (imageHtml === undefined) return inner;
  const caption = inner.slice(imageHtml.length).trim() || attributeIn(attributes, "caption") || "";
  return `<figure>${imageHtml.trim()}${caption === "" ? "" : `<figcaption>${caption}</figcaption>`}</figure>`;
}
