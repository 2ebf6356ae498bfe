import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";

/**
 * The state of a source between two polls, which outlives restarts. Times are milliseconds since 1970.
 * `address`: where the source is fetched, which differs from its URL after a permanent move; `etag`, `lastModified`: the
 * validators of the last answer that was read; `kind`: the kind of that answer; `waiting`: due pages of a sitemap;
 * `kept`, `filtered`, `surplus`: how many of its articles are kept, and how many of the last answer were left out; `next`:
 * the time of the next poll, undefined when the source is gone for good; `failures`: how many polls in a row failed;
 * `error`: the last error.
 */
export const SourceState = Type.Object({
  address: Type.String(),
  kind: Type.Optional(Type.Enum(["feed", "page", "sitemap"])),
  waiting: Type.Optional(Type.Integer()),
  kept: Type.Optional(Type.Integer()),
  filtered: Type.Optional(Type.Integer()),
  surplus: Type.Optional(Type.Integer()),
  etag: Type.Optional(Type.String()),
  lastModified: Type.Optional(Type.String()),
  polled: Type.Optional(Type.Integer()),
  next: Type.Optional(Type.Integer()),
  failures: Type.Integer(),
  error: Type.Optional(Type.String()),
});
export type SourceState = Static<typeof SourceState>;

const stateSchema = Compile(SourceState);

/** Returns the stored state, or a new one, due at once, when nothing is stored or it is damaged. */
export function stateOf(stored: unknown, url: string): SourceState {
  return stateSchema.Check(stored) ? stored : { address: url, next: 0, failures: 0 };
}
