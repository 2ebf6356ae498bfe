import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";

/**
 * What is known of a source between two polls, and kept across restarts. Times are milliseconds since 1970.
 * `address`: where it is asked for, which is not its URL when that moved for good; `etag`, `lastModified`: of what was
 * read last; `kind`: what that was; `waiting`: pages that a sitemap lists and that are due; `next`: when it is
 * asked again, undefined when it is gone for good; `failures`: in a row, `error`: the last.
 */
export const SourceState = Type.Object({
  address: Type.String(),
  kind: Type.Optional(Type.Enum(["feed", "page", "sitemap"])),
  waiting: Type.Optional(Type.Integer()),
  etag: Type.Optional(Type.String()),
  lastModified: Type.Optional(Type.String()),
  polled: Type.Optional(Type.Integer()),
  next: Type.Optional(Type.Integer()),
  failures: Type.Integer(),
  error: Type.Optional(Type.String()),
});
export type SourceState = Static<typeof SourceState>;

const compiled = Compile(SourceState);

/** @returns a state that was kept, or a new one, due at once, where there is none or it is damaged */
export function stateOf(kept: unknown, url: string): SourceState {
  return compiled.Check(kept) ? kept : { address: url, next: 0, failures: 0 };
}
