import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";

/**
 * A page and what its set says of it. `authors`: the names as the set writes them, often several in one text. `body`: the
 * article's whole text; `parts`: texts that belong to the article, and texts that do not.
 */
export type ExpectedPage = {
  name: string;
  url: string;
  readBytes(): Buffer;
  title?: string | undefined;
  authors?: string | undefined;
  date?: string | undefined;
  body?: string | undefined;
  parts?: { with: string[]; without: string[] } | undefined;
};

export type PageSet = { name: string; pages: ExpectedPage[] };

/** Returns the set that a folder holds. */
export function pageSetIn(folder: string): PageSet {
  if (existsSync(join(folder, "ground-truth.json"))) return { name: "scrapinghub", pages: scrapinghubPages(folder) };
  if (existsSync(join(folder, "tests/evaldata.json"))) return { name: "trafilatura", pages: trafilaturaPages(folder) };
  if (existsSync(join(folder, "src/extractors/custom"))) return { name: "postlight", pages: postlightPages(folder) };
  throw new Error(`${folder} holds none of the sets that extraction.ts names.`);
}

function scrapinghubPages(folder: string): ExpectedPage[] {
  const truth: Record<string, { articleBody?: string; url: string }> = readJson(join(folder, "ground-truth.json"));
  return Object.entries(truth).map(([name, { articleBody, url }]) => ({
    name,
    url,
    readBytes: () => gunzipSync(readFileSync(join(folder, "html", `${name}.html.gz`))),
    body: articleBody ?? "",
  }));
}

type TrafilaturaPage = {
  file: string;
  title?: string;
  author?: string | string[];
  date?: string;
  with: string[];
  without: string[];
};

function trafilaturaPages(folder: string): ExpectedPage[] {
  const truth: Record<string, TrafilaturaPage> = readJson(join(folder, "tests/evaldata.json"));
  return Object.entries(truth).map(([url, { file, title, author, date, ...parts }]) => ({
    name: file,
    url,
    readBytes: () =>
      readFileSync(
        ["cache", "eval"].map((place) => join(folder, "tests", place, file)).find((path) => existsSync(path)) ?? "",
      ),
    title: title || undefined,
    authors: [author ?? []].flat().join("; ") || undefined,
    date: date && /^\d{4}-\d\d-\d\d$/.test(date) ? date : undefined,
    parts,
  }));
}

/** The tests of the set name a page, and after it what is expected of it. */
function postlightPages(folder: string): ExpectedPage[] {
  const extractors = join(folder, "src/extractors/custom");
  const tests = readdirSync(extractors).map((site) => join(extractors, site, "index.test.js"));
  return tests.filter((path) => existsSync(path)).flatMap((path) => pagesOfTest(readFileSync(path, "utf8"), folder));
}

function pagesOfTest(source: string, folder: string): ExpectedPage[] {
  const [start = "", ...tests] = source.replace(/^\s*\/\/.*$/gm, "").split(/readFileSync\(\s*(?=['"`])/);
  let before = start;
  return tests.flatMap((test) => {
    const name = /^(['"`])\.\/fixtures\/(.*?)\1/.exec(test)?.[2] ?? "";
    const url = [...before.matchAll(/url\s*=\s*(['"`])(.*?)\1/g)].at(-1)?.[2] ?? "";
    before = test;
    const path = join(folder, "fixtures", name);
    if (name === "" || !existsSync(path)) return [];
    return [
      {
        name,
        url,
        readBytes: () => readFileSync(path),
        title: expectedText(test, /\btitle/),
        authors: expectedText(test, /\bauthor/),
        date: expectedText(test, /\b\w*date_?published[^,]*/i)?.slice(0, 10),
      },
    ];
  });
}

/** Returns the text that a test expects of a value. */
function expectedText(test: string, value: RegExp): string | undefined {
  const pattern = new RegExp(
    String.raw`assert\.equal\(\s*(?:moment\()?${value.source},\s*(['"${"`"}])((?:\\.|(?!\1)[^\\])*)\1`,
    "i",
  );
  return pattern
    .exec(test)?.[2]
    ?.replace(/\\(?:u([0-9a-f]{4})|(.))/gi, (_whole, code?: string, other?: string) =>
      code === undefined ? (other ?? "") : String.fromCharCode(Number.parseInt(code, 16)),
    );
}

function readJson<Value>(path: string): Value {
  return JSON.parse(readFileSync(path, "utf8"));
}
