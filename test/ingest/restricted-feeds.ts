import { body, openBody } from "./restricted-words.ts";

const rss = (item: string, attributes = "") =>
  `<rss version="2.0" ${attributes}><channel><title>F</title><link>https://s.example/</link><description>d</description>${item}</channel></rss>`;
const item = (inner: string) =>
  `<item><title>SECRET</title><guid isPermaLink="false">SECRET-guid</guid><description>${body}</description>${inner}</item>`;
const openItem = `<item><title>OPEN</title><guid isPermaLink="false">OPEN-guid</guid><description>${openBody}</description></item>`;
const mixedRss = (inner: string, attributes = "") => rss(`${item(inner)}${openItem}`, attributes);

/** Marks in an item of RSS, beside an open one. */
export const feeds: [name: string, text: string][] = [
  ["wp:status", mixedRss("<wp:status>draft</wp:status>", 'xmlns:wp="http://elsewhere.example/"')],
  ["wp:status without a namespace", mixedRss("<wp:status>private</wp:status>")],
  ["wp:post_password", mixedRss("<wp:status>publish</wp:status><wp:post_password>x</wp:post_password>")],
  ["wp:post_type", mixedRss("<wp:post_type>revision</wp:post_type>")],
  ["draft", mixedRss("<draft>true</draft>")],
  ["an empty element", mixedRss("<x:private/>", 'xmlns:x="http://x.example/"')],
  ["in CDATA", mixedRss("<x:status><![CDATA[draft]]></x:status>", 'xmlns:x="http://x.example/"')],
  ["visibility", mixedRss("<x:visibility>followers</x:visibility>")],
  ["itunes:block", mixedRss("<itunes:block>Yes</itunes:block>")],
  ["lj:security", mixedRss("<lj:security>friends</lj:security>")],
  ["access:restriction", mixedRss('<access:restriction relationship="deny"/>')],
  ["media:status", mixedRss('<media:status state="deleted"/>')],
  ["itunes:block, true", mixedRss("<itunes:block>true</itunes:block>")],
  ["a value in an attribute", mixedRss('<status value="draft"/>')],
  ["an attribute of the item", mixedRss("").replace("<item>", '<item status="draft">')],
  ["a type in an attribute", mixedRss("<lj:security type='private'/>")],
  ["xhtml:meta", mixedRss('<xhtml:meta name="robots" content="noindex"/>')],
  ["within a group", mixedRss('<media:group><media:status state="deleted"/></media:group>')],
  ["behind blanks", mixedRss(`<status>${" ".repeat(400)}draft</status>`)],
  [
    "postmeta",
    mixedRss("<wp:postmeta><wp:meta_key>_wpmem_block</wp:meta_key><wp:meta_value>1</wp:meta_value></wp:postmeta>"),
  ],
  ["wp:post_type, revision", mixedRss("<wp:post_type> revision </wp:post_type>")],
  ["in capitals", mixedRss("<DRAFT>yes</DRAFT>").replaceAll("item>", "ITEM>")],
  [
    "RDF",
    `<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"><channel><title>F</title><link>https://s.example/</link></channel>${item("<x:status>draft</x:status>")}${openItem}</rdf:RDF>`,
  ],
];

const entry = (word: string, inner: string) =>
  `<entry><id>tag:s.example,2024:${word}</id><title>${word}</title><updated>2024-05-01T10:00:00Z</updated><content type="html">${word === "OPEN" ? openBody : body}</content>${inner}</entry>`;
const atom = (inner: string, openInner = "") =>
  `<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:s.example,2024:f</id><title>F</title><updated>2024-05-01T10:00:00Z</updated>${entry("SECRET", inner)}${entry("OPEN", openInner)}</feed>`;
const kind = (name: string) =>
  `<category scheme="http://schemas.google.com/g/2005#kind" term="http://schemas.google.com/blogger/2008/kind#${name}"/>`;
const blogger = (inner: string) => `<b:type xmlns:b="http://schemas.google.com/blogger/2018">${inner}`;

/** Marks in an entry of Atom, beside an open one. */
export const atoms: [name: string, text: string][] = [
  ["RFC 5023", atom('<app:control xmlns:app="http://www.w3.org/2007/app"><app:draft>yes</app:draft></app:control>')],
  [
    "the namespace of the drafts of RFC 5023",
    atom('<a:control xmlns:a="http://purl.org/atom/app#"><a:draft>yes</a:draft></a:control>'),
  ],
  ["a default namespace", atom('<control xmlns="http://www.w3.org/2007/app"><x/><draft>yes</draft></control>')],
  ["no namespace", atom("<app:control><app:draft> YES </app:draft></app:control>")],
  ["an empty draft", atom('<app:control xmlns:app="http://www.w3.org/2007/app"><app:draft/></app:control>')],
  ["an odd value", atom("<app:control><app:draft>soon</app:draft></app:control>")],
  [
    "a prefix for all",
    atom("<app:control><app:draft>yes</app:draft></app:control>")
      .replace("<feed xmlns=", "<feed xmlns:at=")
      .replaceAll(/<(\/?)(feed|id|title|updated|entry|content)\b/g, "<$1at:$2"),
  ],
  ...["settings", "template", "comment", "page"].map((name): [string, string] => [
    `Blogger, ${name}`,
    atom(kind(name), kind("post")),
  ]),
  ["Blogger, two kinds", atom(`${kind("comment")}${kind("post")}`, kind("post"))],
  ["Blogger, a draft", atom(`${kind("post")}<app:control><app:draft>yes</app:draft></app:control>`, kind("post"))],
  ["Blogger of 2018, a comment", atom(blogger("COMMENT</b:type>"), blogger("POST</b:type>"))],
  [
    "Blogger of 2018, a draft",
    atom(
      `${blogger("POST</b:type>")}<blogger:status>DRAFT</blogger:status>`,
      `${blogger("POST</b:type>")}<blogger:status>LIVE</blogger:status><blogger:trashed/>`,
    ),
  ],
  ["Blogger of 2018, trashed", atom("<blogger:status>SOFT_TRASHED</blogger:status>")],
];
