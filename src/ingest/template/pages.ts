/** The addresses of the pages that are imported together, by their paths in the folder. */
export type PageAddresses = Readonly<Record<string, string>>;

const markdownEnding = /\.(?:md|markdown|mdx)$/i;

/** Finds the address of a page by what refers to it. `own`: the path of the page that refers to it. */
export type PageFinder = (reference: string, own: string) => string | undefined;

/**
 * Returns the function that finds the address of a page by what refers to it: a path from the page itself or from the
 * folder (`../b.md`, `/posts/b.md`, `@/posts/b.md`), the name of its file without its ending, or its title in the
 * spelling of the name, as wikis have it. A name that several pages share finds none.
 */
export function createPageFinder(pages: PageAddresses): PageFinder {
  const pathsByName = new Map<string, string[]>();
  for (const path of Object.keys(pages)) {
    for (const name of new Set([nameOf(path), nameOf(path).replace(/^\d{4}-\d\d?-\d\d?-/, "")])) {
      const paths = pathsByName.get(name);
      if (paths) paths.push(path);
      else pathsByName.set(name, [path]);
    }
  }

  function pathOf(reference: string, own: string): string | undefined {
    const isFromRoot = /^[@/]/.test(reference);
    const path = reference.replace(/^@?\//, "");
    const fromHere = resolvePath(folderOf(own), path);
    if (!isFromRoot && fromHere !== undefined && Object.hasOwn(pages, fromHere)) return fromHere;
    const fromRoot = resolvePath("", path) ?? "";
    if (Object.hasOwn(pages, fromRoot)) return fromRoot;
    if (/^\.\.?\//.test(reference)) return undefined;
    const named = pathsByName.get(nameOf(fromRoot)) ?? [];
    const folder = folderOf(placeOf(fromRoot));
    const matching = named.filter((each) => folder === "" || `/${folderOf(placeOf(each))}`.endsWith(`/${folder}`));
    return matching.length === 1 ? matching[0] : undefined;
  }

  return (reference, own) => {
    const [, target = "", fragment = ""] = /^([^#]*)(#.*)?$/s.exec(reference.trim()) ?? [];
    const path = target === "" ? undefined : pathOf(decoded(target), own);
    const address = path === undefined ? undefined : pages[path];
    return address === undefined ? undefined : `${address}${fragment.replace(/\s/g, "-")}`;
  };
}

/** Tells whether an address in Markdown names another file of Markdown by its path. */
export function isPathOfMarkdown(address: string): boolean {
  return !/^(?:[a-z][a-z\d+.-]*:|\/\/|#)/i.test(address) && markdownEnding.test(address.replace(/#.*$/s, ""));
}

/** Finds what may refer to a page in a text: the targets of links, and the arguments of tags. */
export function referencesIn(text: string): string[] {
  const pattern =
    /\]\(\s*<?([^()<>\s]{1,300})|^ {0,3}\[[^\][\n]{1,200}\]:[ \t]*<?(\S{1,300})|\[\[([^\][|\n]{1,200})|\b(?:ref|relref|link|post_url|doc|xref|path)[\s=(:]{1,10}["']?([^\s"'`)>}%]{1,300})/gm;
  const references = [...text.matchAll(pattern)].map(
    ([, ...groups]) => groups.find((group) => group !== undefined) ?? "",
  );
  const quoted = [...text.matchAll(/["']([^"'\s]{1,300}\.(?:md|markdown|mdx))[#"']/gi)].map(([, path = ""]) => path);
  return [...new Set([...references, ...quoted])];
}

function folderOf(path: string): string {
  return path.includes("/") ? path.slice(0, path.lastIndexOf("/")) : "";
}

/** Returns the path of a page without the ending of its file, or that of the folder that it is the index of. */
function placeOf(path: string): string {
  return path
    .replace(/\/$/, "")
    .replace(markdownEnding, "")
    .replace(/\/index$/i, "");
}

/** Returns the name of a page in small letters, without its folder. */
function nameOf(path: string): string {
  const place = placeOf(path);
  return place
    .slice(place.lastIndexOf("/") + 1)
    .toLowerCase()
    .replace(/[\s_]+/g, "-");
}

/** Returns a path without `.` and `..`; undefined for one that leaves the folder. */
function resolvePath(folder: string, path: string): string | undefined {
  const parts: string[] = folder === "" ? [] : folder.split("/");
  for (const part of path.split("/")) {
    if (part === "..") {
      if (parts.pop() === undefined) return undefined;
    } else if (part !== "." && part !== "") parts.push(part);
  }
  return parts.join("/");
}

function decoded(address: string): string {
  try {
    return decodeURIComponent(address);
  } catch {
    return address;
  }
}
