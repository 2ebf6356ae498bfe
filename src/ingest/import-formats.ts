/**
 * The formats that Courant imports. They have a file of their own, because the command line loads nothing else for its
 * help, and a service only what reads the names of files.
 */
export const importFormats = ["text", "markdown", "json", "ndjson", "feed", "wxr", "ghost", "html"] as const;
export type ImportFormat = (typeof importFormats)[number];

/** The format of a file with an extension, unless its content says another one. */
export const formatsByExtension: Readonly<Record<string, ImportFormat>> = {
  txt: "text",
  text: "text",
  md: "markdown",
  markdown: "markdown",
  mdx: "markdown",
  json: "json",
  ndjson: "ndjson",
  jsonl: "ndjson",
  xml: "feed",
  rss: "feed",
  atom: "feed",
  rdf: "feed",
  wxr: "wxr",
  html: "html",
  htm: "html",
  xhtml: "html",
};

/** The extensions of files in a folder that are imported, in lower case and with the dot. */
export const importExtensions: readonly string[] = Object.keys(formatsByExtension).map((extension) => `.${extension}`);
