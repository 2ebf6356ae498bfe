import type { ImportFormat } from "./import-formats.ts";
import type { PageAddresses } from "./template/pages.ts";

export type ImportOptions = {
  /** Added to each article's own tags. */
  tags: readonly string[];
  /** RFC 3339; for articles that have no date of their own. */
  date?: string | undefined;
  /**
   * The URL of an article that has none of its own, when the input holds only one article. For an export of Ghost,
   * which does not contain it, the address of the blog.
   */
  url?: string | undefined;
  format?: ImportFormat | undefined;
  /** The site's home page. Relative URLs resolve against it when an article has no URL. */
  baseUrl: string;
  /** The site's home page, if that is not `baseUrl`. Feeds of other sites are named in articles that come from them. */
  siteUrl?: string | undefined;
  /** This service's own public address, without a trailing slash. */
  origin?: string | undefined;
  /** The hosts whose frames may stay in articles. */
  frames?: readonly string[] | undefined;
  /** The addresses of Markdown files of the same folder, by their paths in it. Links between them lead there. */
  pages?: PageAddresses | undefined;
  /** The zone of an export's local times, if nothing in the export says it; default UTC. */
  timezone?: string | undefined;
};
