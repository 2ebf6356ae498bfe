/**
 * A tag of a template language in Markdown, such as `{{< figure src="a.png" >}}`.
 * - `shortcode`: `{{< … >}}` and `{{% … %}}` of Hugo
 * - `statement`: `{% … %}` of Jekyll, Zola, Eleventy
 * - `output`: `{{ … }}`, a value, or a function of Zola
 * - `container`: `:::note` of Docusaurus, VuePress and Pandoc
 * - `component`: `<Tabs>` in MDX
 * - `wiki`: `[[page|label]]`
 * - `text`: stands for other text, such as a tag that is only shown
 */
export type Tag = {
  kind: "shortcode" | "statement" | "output" | "container" | "component" | "wiki" | "text";
  /** As it is typed. */
  source: string;
  /** The line of the file on which it begins. */
  line: number;
  /** In small letters, without folder and ending. */
  name: string;
  arguments: TagArguments;
  isClosing: boolean;
  /** Whether it stands for nothing but the way the page is made, so that nobody needs to know that it goes. */
  isSilent: boolean;
};

/** `text`: all arguments as they are typed. */
export type TagArguments = {
  text: string;
  positional: readonly string[];
  named: ReadonlyMap<string, string>;
};

const argumentPattern =
  /(?:(?!https?:\/\/)([\w.-]{1,60})\s{0,10}[=:]\s{0,10})?(?:"((?:[^"\\]|\\.)*)(?:"|$)|'((?:[^'\\]|\\.)*)(?:'|$)|`([^`]*)(?:`|$)|\{([^{}]*)\}|(https?:\/\/[^\s"'`{}]*[^\s"'`{},]|[^\s,"'`={}]+))/gs;

/** Reads arguments with and without names: `src="a.png" 'b' width=300`, and `src="a.png", width=300`. */
export function readArguments(text: string): TagArguments {
  const positional: string[] = [];
  const named = new Map<string, string>();
  for (const [, name, double, single, raw, expression, bare] of text.matchAll(argumentPattern)) {
    const quoted = (double ?? single)?.replace(/\\(["'\\])/g, "$1");
    const value = quoted ?? raw ?? (expression === undefined ? bare : literalIn(expression)) ?? "";
    if (name === undefined) positional.push(value);
    else named.set(name.toLowerCase().replace(/[_-]/g, ""), value);
  }
  return { text: text.trim(), positional, named };
}

/** Returns the text in an expression of JavaScript, such as `require("./a.png").default`. */
export function literalIn(expression: string): string | undefined {
  const [, double, single, raw] = /"([^"\\]*)"|'([^'\\]*)'|`([^`$\\]*)`/.exec(expression) ?? [];
  return double ?? single ?? raw;
}

/** Returns the first of the named arguments that says something. */
export function argumentOf({ arguments: { named } }: Pick<Tag, "arguments">, ...names: string[]): string | undefined {
  return names.map((name) => named.get(name)?.trim()).find((value) => value !== undefined && value !== "");
}
