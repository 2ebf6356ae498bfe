import { escapeHtml } from "../article/plain-text.ts";

/**
 * The names of shortcodes for code, beside those of languages
 * (https://wordpress.com/support/code/posting-source-code/).
 */
const generalNames = new Set(
  "code sourcecode source crayon codeblock cc cci ccn enlighter geshi prism prismjs prettify syntaxhighlighter".split(
    " ",
  ),
);
/** CodeColorer's names, with the language: `[cc_php]`, `[cci_js]`. */
const languageName = /^cc[in]*_([a-z\d+#-]+)$/;

const languages = new Set(
  "actionscript3 as3 arduino bash shell sh c cpp c++ csharp c# cs clojure clj coldfusion cf css delphi pas pascal diff patch erlang erl fsharp go groovy haskell html java javafx jfx javascript js jscript json kotlin latex tex lua matlab objc obj-c perl pl php plain powershell ps posh python py r rails rb ror ruby rust scala sql swift text typescript ts vb vbnet xhtml xml xslt yaml yml".split(
    " ",
  ),
);

const opening = /\[([a-z][a-z0-9_+#-]{0,20})((?:\s[^[\]]{0,500})?)\]/gi;

/** A part of a post. `index`: the characters before it. */
type PostPart = { html: string; index: number } | { code: string };

/** Splits the content of a post at its shortcodes for code. The code comes as an element, to the letter. */
export function codeIn(html: string): PostPart[] {
  const parts: PostPart[] = [];
  const unclosed = new Set<string>();
  const lowerCase = html.toLowerCase();
  let end = 0;
  for (const match of html.matchAll(opening)) {
    const name = (match[1] ?? "").toLowerCase();
    if (match.index < end || unclosed.has(name)) continue;
    if (!generalNames.has(name) && !languages.has(name) && !languageName.test(name)) continue;
    const start = match.index + match[0].length;
    const closingTag = `[/${name}]`;
    const close =
      lowerCase.length === html.length ? lowerCase.indexOf(closingTag, start) : html.indexOf(closingTag, start);
    if (close === -1) {
      unclosed.add(name);
      continue;
    }
    const closeEnd = close + closingTag.length;
    // Doubled brackets show a shortcode instead of using it.
    const isShown = html[match.index - 1] === "[" && html[closeEnd] === "]";
    parts.push({ html: html.slice(end, match.index - (isShown ? 1 : 0)), index: end });
    const code = codeElement(html.slice(start, close), languageOf(name, match[2] ?? ""));
    parts.push({ code: isShown ? html.slice(match.index, closeEnd) : code });
    end = closeEnd + (isShown ? 1 : 0);
  }
  return [...parts, { html: html.slice(end), index: end }];
}

function languageOf(name: string, attributes: string): string | undefined {
  if (!generalNames.has(name)) {
    return /^(?:plain|text)$/.test(name) ? undefined : (languageName.exec(name)?.[1] ?? name);
  }
  const [, language] = /\s(?:language|lang)\s?=\s?["']?([\w+#.-]{1,40})/i.exec(attributes) ?? [];
  return language?.toLowerCase();
}

/** Writes code as an element. WordPress stores it with references in place of tags, unless a person typed it as HTML. */
function codeElement(stored: string, language: string | undefined): string {
  const isEscaped = !/[<>]/.test(stored) && /&(?:lt|gt|amp|quot|#0?39);/.test(stored);
  const code = stored.replace(/^\s*\n/, "").trimEnd();
  const classText = language === undefined ? "" : ` class="language-${escapeHtml(language)}"`;
  return `<pre><code${classText}>${isEscaped ? code : escapeHtml(code)}</code></pre>`;
}
