import { body, openBody } from "./restricted-words.ts";

const post = (inner: string, word = "SECRET") =>
  `<item><title>${word}</title><link>https://s.example/${word}</link><guid isPermaLink="false">${word}-guid</guid><content:encoded><![CDATA[${word === "OPEN" ? openBody : body}]]></content:encoded><wp:post_date_gmt>2024-05-01 10:00:00</wp:post_date_gmt><wp:post_type>post</wp:post_type>${inner}</item>`;
const wxr = (inner: string, attributes = 'xmlns:wp="https://wordpress.org/export/1.2/"') =>
  `<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" ${attributes}><channel><title>F</title><link>https://s.example</link><wp:wxr_version>1.2</wp:wxr_version>${post(inner)}${post("<wp:status>publish</wp:status>", "OPEN")}</channel></rss>`;
const meta = (key: string, value: string) =>
  `<wp:status>publish</wp:status><wp:postmeta><wp:meta_key>${key}</wp:meta_key><wp:meta_value><![CDATA[${value}]]></wp:meta_value></wp:postmeta>`;

/** Marks in an export of WordPress, beside an open post. */
export const wordpress: [name: string, text: string][] = [
  ...["draft", "auto-draft", "pending", "private", "trash", "inherit", "acf-disabled", " Private "].map(
    (status): [string, string] => [`status ${status}`, wxr(`<wp:status>${status}</wp:status>`)],
  ),
  ["password", wxr("<wp:status>publish</wp:status><wp:post_password>sesame</wp:post_password>")],
  ["page", wxr("<wp:status>private</wp:status>").replace("<wp:post_type>post<", "<wp:post_type>page<")],
  ["http", wxr("<wp:status>draft</wp:status>", 'xmlns:wp="http://wordpress.org/export/1.1/"')],
  ["no namespace", wxr("<wp:status>draft</wp:status>", "")],
  ["another version", wxr("<wp:status>draft</wp:status>", "xmlns:wp='https://wordpress.org/export/2.0/'")],
  ["another prefix", wxr("<wp:status>draft</wp:status>").replaceAll("wp:", "w:").replace("xmlns:wp=", "xmlns:w=")],
  ["a prefix that nothing declares", wxr("<wp:status>draft</wp:status>").replaceAll("wp:", "w:")],
  [
    "marks far from the beginning",
    wxr("<wp:status>draft</wp:status>", "").replace("<channel>", `<channel><!--${"x".repeat(70_000)}-->`),
  ],
  ["a second status", wxr("<wp:status>publish</wp:status><wp:status>private</wp:status>")],
  [
    "a second password",
    wxr("<wp:status>publish</wp:status><wp:post_password/><wp:post_password>sesame</wp:post_password>"),
  ],
  ["an empty status", wxr("<wp:status/>")],
  ["app:draft", wxr("<wp:status>publish</wp:status><app:control><app:draft>yes</app:draft></app:control>")],
  ["another's private", wxr("<wp:status>publish</wp:status><x:private/>")],
  [
    "a second field",
    wxr(
      `${meta("_members_access_role", "")}${meta("_members_access_role", "editor").replace("<wp:status>publish</wp:status>", "")}`,
    ),
  ],
  [
    "a block for subscribers",
    wxr("<wp:status>publish</wp:status>").replace("<![CDATA[SECRET", "<![CDATA[<!-- wp:jetpack/paywall -->SECRET"),
  ],
  [
    "a shortcode for members",
    wxr("<wp:status>publish</wp:status>").replace("<![CDATA[SECRET", "<![CDATA[[restrict]SECRET"),
  ],
  ["SEOPress", wxr(meta("_seopress_robots_index", "yes"))],
  ["Passster", wxr(meta("passster_protection_type", "password"))],
  ["Yoast SEO", wxr(meta("_yoast_wpseo_meta-robots-noindex", "1"))],
  ["Rank Math", wxr(meta("rank_math_robots", 'a:1:{i:0;s:7:"noindex";}'))],
  ["Jetpack", wxr(meta("_jetpack_newsletter_access", "paid_subscribers"))],
  ["Members", wxr(meta("_members_access_role", "editor"))],
];
