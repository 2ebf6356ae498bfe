/** A tag that begins code. `end`: the pattern of the tag that ends it. */
export type CodeTag = { source: string; language: string; end: RegExp };

const openingTag =
  /(?:\{%-?\s{0,10}(highlight|codeblock|code|prism)(?![\w-])([^%]{0,200})%\}|\{\{[<%]\s{0,10}(highlight|codeblock|code-toggle|code|prism|mermaid)(?![\w-])([^>%]{0,200})[>%]\}\})/y;

const ends: Readonly<Record<string, RegExp>> = Object.fromEntries(
  ["highlight", "codeblock", "code-toggle", "code", "prism", "mermaid"].flatMap((name) => [
    [`{%${name}`, new RegExp(String.raw`\{%-?\s{0,20}end${name}\s{0,20}-?%\}`, "g")],
    [`{{${name}`, new RegExp(String.raw`\{\{[<%]\s{0,20}\/\s{0,20}${name}\s{0,20}[>%]\}\}`, "g")],
  ]),
);

/**
 * Reads a tag that begins code in templates of Jekyll (`{% highlight ruby %}`), Hexo (`{% codeblock lang:ruby %}`) or Hugo
 * (`{{< highlight go >}}`, `{{< code lang="go" >}}`).
 */
export function codeTagAt(text: string, at: number): CodeTag | undefined {
  openingTag.lastIndex = at;
  const [source, statement, statementWords, shortcode, shortcodeWords] = openingTag.exec(text) ?? [];
  const name = statement ?? shortcode;
  const words = (statementWords ?? shortcodeWords ?? "").trim();
  const end = ends[`${statement === undefined ? "{{" : "{%"}${name}`];
  if (source === undefined || name === undefined || end === undefined || words.endsWith("/")) return undefined;
  const named = /\b(?:lang|language):?=?["']?([\w+#.-]{1,40})/.exec(words)?.[1];
  const first = name === "highlight" ? /^["']?([\w+#.-]{1,40})/.exec(words)?.[1] : undefined;
  if (name === "highlight" && first === undefined) return undefined;
  return { source, end, language: named ?? first ?? (name === "mermaid" ? name : "") };
}
