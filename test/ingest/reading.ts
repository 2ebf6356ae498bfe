import { readFileSync } from "node:fs";
import { decodeText } from "../../src/ingest/decode.ts";
import { type ImportOptions, ingest } from "../../src/ingest/ingest.ts";

const site: ImportOptions = { tags: [], baseUrl: "https://site.example/", origin: "https://feeds.example" };

/** Returns the drafts of an input, and the reasons why the others are rejected. */
export function reading(input: string | Uint8Array, name?: string, options: Partial<ImportOptions> = {}) {
  const text = typeof input === "string" ? input : decodeText(input);
  const { drafts, rejected, skipped } = ingest({ name, text }, { ...site, ...options });
  return {
    drafts: drafts.map(({ prepared }) => prepared.draft),
    prepared: drafts.map(({ prepared }) => prepared),
    places: drafts.map(({ where }) => where),
    skipped: skipped.map(({ where, reason }) => `${where}: ${reason}`),
    reasons: rejected.map(({ where, error }) => `${where}: ${error.detail}`),
  };
}

/** A file of `fixtures`, as a command would read it. */
export function fixture(name: string, options: Partial<ImportOptions> = {}) {
  return reading(readFileSync(new URL(`fixtures/${name}`, import.meta.url)), name, options);
}
