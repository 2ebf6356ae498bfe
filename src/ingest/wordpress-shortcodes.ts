const shortcode = /\[(\[?)(\/?)([a-z][\w-]*)((?:\s[^[\]]*)?)\/?\](\]?)/gi;

/** Shortcodes that stand for something by themselves, without attributes (https://codex.wordpress.org/Shortcode). */
const alone = new Set([
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

const image = /^\s*(?:<a\b[^<>]*>\s*)?<img\b[^<>]*>(?:\s*<\/a>)?/i;

/**
 * HTML without WordPress's shortcodes: a caption becomes a figure, an embedded address and media stay as links; of every
 * other one what it encloses stays. Words in brackets that are none, `[sic]`, stay as they are.
 */
export function withoutShortcodes(html: string): string {
  if (!html.includes("[")) return html;
  const closed = new Set([...html.matchAll(/\[\/([a-z][\w-]*)\]/gi)].map(([, name = ""]) => name.toLowerCase()));
  const captioned = withFigures(html);
  return captioned.replace(
    shortcode,
    (whole: string, before: string, slash: string, name: string, attributes: string, after: string) => {
      // Brackets that are doubled show a shortcode instead of using it.
      if (before !== "" && after !== "") return whole.slice(1, -1);
      const isOne = slash !== "" || /=\s*["'\w&]/.test(attributes) || alone.has(name.toLowerCase());
      if (!isOne && !closed.has(name.toLowerCase())) return whole;
      return `${before}${linkIn(name.toLowerCase(), attributes)}${after}`;
    },
  );
}

/** Media that a shortcode names is linked to. */
function linkIn(name: string, attributes: string): string {
  if (name !== "audio" && name !== "video") return "";
  const source = attributeIn(attributes, "src|mp3|mp4|m4a|m4v|ogg|ogv|webm|wav");
  return source === undefined ? "" : `<${name} controls src="${source}"></${name}>`;
}

function attributeIn(attributes: string, names: string): string | undefined {
  return new RegExp(`\\s(?:${names})=(?:"([^"<>]*)"|'([^'"<>]*)')`, "i").exec(attributes)?.slice(1).find(Boolean);
}

/** `[caption …]image text[/caption]` as a figure, one after another. */
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
    parts.push(html.slice(end, match.index), figure(html.slice(start, close), match[1] ?? ""));
    end = close + closing.length;
  }
  return `${parts.join("")}${html.slice(end)}`;
}

function figure(inner: string, attributes: string): string {
  const shown = image.exec(inner)?.[0];
  if (shown === undefined) return inner;
  const said = inner.slice(shown.length).trim() || attributeIn(attributes, "caption") || "";
  return `<figure>${shown.trim()}${said === "" ? "" : `<figcaption>${said}</figcaption>`}</figure>`;
}
