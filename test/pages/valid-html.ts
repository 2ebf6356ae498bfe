import { HtmlValidate } from "html-validate";

/**
 * The rules that html-validate recommends, but for the length of titles: they are the articles'. `content_html` is
 * not judged here either, since it is other people's HTML, sanitised: the articles below have paragraphs.
 */
const validator = new HtmlValidate({
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    "long-title": "off",
    "form-dup-name": ["error", { shared: ["radio", "checkbox", "submit"] }],
  },
});

/** Every complaint about a page, with the place. */
export async function complaints(page: string): Promise<string[]> {
  const { results } = await validator.validateString(page);
  return results.flatMap(({ messages }) =>
    messages.map(
      ({ ruleId, message, line }) => `${ruleId}: ${message} in ${page.split("\n")[line - 1]?.slice(0, 300)}`,
    ),
  );
}
