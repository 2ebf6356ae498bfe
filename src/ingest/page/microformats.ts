import { type PageDocument, type PageElement, textIn } from "../dom.ts";
import type { Said } from "./said.ts";

/** Names of one thing, in the order in which they count. */
type Names = readonly string[];

/** h-entry (https://microformats.org/wiki/h-entry), hAtom, its elder, and microdata of schema.org. */
const vocabularies: readonly { root: string; names: Record<string, Names> }[] = [
  {
    root: ".h-entry",
    names: {
      title: [".p-name"],
      summary: [".p-summary"],
      author: [".p-author"],
      published: [".dt-published"],
      modified: [".dt-updated"],
      url: [".u-url"],
      image: [".u-featured", ".u-photo"],
      tag: [".p-category"],
    },
  },
  {
    root: ".hentry",
    names: {
      title: [".entry-title"],
      summary: [".entry-summary"],
      author: [".author .fn", ".author.vcard", "[rel=author]"],
      published: [".published", ".entry-date"],
      modified: [".updated"],
      url: ["[rel=bookmark]"],
      tag: ["[rel~=tag]"],
    },
  },
  {
    root: "[itemtype*='schema.org/'][itemtype$=Article], [itemtype*='schema.org/'][itemtype$=BlogPosting]",
    names: {
      title: ["[itemprop=headline]", "[itemprop=name]"],
      author: ["[itemprop=author] [itemprop=name]", "[itemprop=author]"],
      published: ["[itemprop=datePublished]"],
      modified: ["[itemprop=dateModified]"],
      image: ["[itemprop=image]"],
    },
  },
];

/** What a page says of its article in class names and microdata; nothing where it has several articles. */
export function saidInMicroformats(page: PageDocument): Said[] {
  return vocabularies.flatMap(({ root, names }) => {
    const entries = [...page.querySelectorAll(root)].filter((entry) => !entry.parentElement?.closest(root));
    const [entry] = entries;
    if (!entry || entries.length > 1) return [];
    const find = (name: string) => {
      for (const selector of names[name] ?? []) {
        const found = [...entry.querySelectorAll(selector)];
        if (found.length > 0) return found;
      }
      return [];
    };
    const [author] = find("author");
    return [
      {
        isArticle: true,
        title: textIn(find("title")[0] ?? null) || undefined,
        summary: textIn(find("summary")[0] ?? null) || undefined,
        authors: author ? [personOf(author)].filter(({ name }) => name !== "") : [],
        published: dateOf(find("published")[0]),
        modified: dateOf(find("modified")[0]),
        url: find("url")[0]?.getAttribute("href") ?? undefined,
        image: { url: addressOf(find("image")[0]) },
        tags: find("tag").map(textIn),
      },
    ];
  });
}

function personOf(element: PageElement): { name: string; url?: string } {
  const name = textIn(element.querySelector(".p-name, .fn") ?? element) || (element.getAttribute("content") ?? "");
  const link = element.matches("a[href]")
    ? element
    : element.querySelector("a.u-url[href], a.url[href], a[rel~=author][href]");
  const url = link?.getAttribute("href");
  return { name: name.replace(/^\s*by\s+/i, ""), ...(url && { url }) };
}

function dateOf(element: PageElement | undefined): string | undefined {
  if (!element) return undefined;
  const inner = element.querySelector("time[datetime], .value-title[title]");
  const said = [inner ?? element, element].flatMap((each) =>
    ["datetime", "content", "title"].map((name) => each.getAttribute(name)),
  );
  return said.find((each) => each !== null && each !== "") ?? textIn(element);
}

function addressOf(element: PageElement | undefined): string | undefined {
  const names = ["content", "src", "href"];
  return names.map((name) => element?.getAttribute(name)).find((each) => each) ?? undefined;
}
