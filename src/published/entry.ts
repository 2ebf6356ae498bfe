import { isDeltas } from "./deltas.ts";
import {
  anything,
  flag,
  type Guard,
  type GuardedValue,
  integer,
  list,
  object,
  optional,
  record,
  text,
} from "./guards.ts";
import type { Document } from "./snapshot.ts";

/** A header value: printable ASCII. */
export const headerText = text(/^[ -~]*$/);

/** A percent-encoded path. */
export const path = text(/^\/[!-~]*$/);

/** The paths that are answered 410. */
export const gone = list(text());

/** The new path or address for each path that is answered 301. */
export const moved = record(headerText);

const representation = object({ etag: headerText, sha256: text(), bytes: integer() });

const entry = object({
  path,
  file: text(
    /^(\.private\/)?(articles\/[a-z0-9~][a-z0-9:,._-]*\.html|([a-z0-9-]+\/archive\/)?[A-Za-z0-9_-]+\.[a-z]+)$/,
  ),
  type: headerText,
  channel: optional(text()),
  channels: optional(list(text(/^[a-z0-9-]+$/))),
  privateTo: optional(list(text(/^[a-z0-9-]+$/))),
  link: optional(headerText),
  maxAge: integer(),
  downloadsPerHour: optional(integer()),
  due: optional(integer()),
  onDisk: optional(flag),
  page: optional(path),
  archive: optional(object({ next: path, until: optional(integer()) })),
  formerArchives: optional(object({ newest: path, first: integer(), last: integer(), until: integer() })),
  deltasForAll: optional(flag),
  uncoded: optional(flag),
  lastModified: integer(),
  /** Checked separately, because a document without valid deltas is still usable. */
  deltas: anything,
  variants: object({
    identity: representation,
    gzip: optional(representation),
    br: optional(representation),
    zstd: optional(representation),
  }),
});

/** A document in the manifest or its journal: everything but its bytes. */
export type ManifestEntry = GuardedValue<typeof entry>;

export const isEntry: Guard<ManifestEntry> = (value): value is ManifestEntry => entry(value) && hasPath(value);

function hasPath({ path }: ManifestEntry): boolean {
  try {
    return decodeURIComponent(path) !== "";
  } catch {
    return false;
  }
}

/** @returns the document that the JSON of an entry describes, without its bytes; undefined when it describes none */
export function parseEntry(json: string): Document | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (!isEntry(value)) return undefined;
    const { deltas, ...document } = value;
    return isDeltas(deltas, document.variants.identity.bytes) ? { ...document, deltas } : document;
  } catch {
    return undefined;
  }
}
