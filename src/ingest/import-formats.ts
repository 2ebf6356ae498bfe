/**
 * The formats that Courant imports. They have a file of their own, because the command line loads nothing else for its
 * help.
 */
export const importFormats = ["text", "markdown", "json", "ndjson", "feed", "wxr", "ghost", "html"] as const;
export type ImportFormat = (typeof importFormats)[number];
