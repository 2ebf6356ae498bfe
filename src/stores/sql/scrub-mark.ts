import { query } from "./engine.ts";

/** The id in the table of erasures that says that a scrub is due. */
export const scrubMark = "";

/** Says that a scrub is due: something was deleted whose bytes must not stay. */
export const markScrub = query(
  `INSERT INTO erasures (article, asked, body) VALUES ('${scrubMark}', 0, '{}') ON CONFLICT (article) DO NOTHING`,
);
