import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";
import { messageOf } from "../errors.ts";

/** What may stand in a header: printable ASCII. */
const headerText = Type.String({ pattern: "^[ -~]*$" });

const Variant = Type.Object({ etag: headerText, sha256: Type.String(), bytes: Type.Integer() });

const path = Type.String({ pattern: "^/[!-~]*$" });

const Entry = Type.Object({
  path,
  file: Type.String({
    pattern: "^(articles/[a-z0-9~][a-z0-9:,._-]*\\.html|([a-z0-9-]+/archive/)?[A-Za-z0-9_-]+\\.[a-z]+)$",
  }),
  type: headerText,
  channel: Type.Optional(Type.String()),
  link: Type.Optional(headerText),
  maxAge: Type.Integer(),
  downloadsPerHour: Type.Optional(Type.Integer()),
  due: Type.Optional(Type.Integer()),
  onDisk: Type.Optional(Type.Boolean()),
  page: Type.Optional(path),
  archive: Type.Optional(Type.Object({ next: path, until: Type.Optional(Type.Integer()) })),
  lastModified: Type.Integer(),
  /** Checked for itself: without it a document is still good. */
  deltas: Type.Optional(Type.Unknown()),
  variants: Type.Object({
    identity: Variant,
    gzip: Type.Optional(Variant),
    br: Type.Optional(Variant),
    zstd: Type.Optional(Variant),
  }),
});

/** `manifest.json` in FEEDS_DIR: what is published, with validators and checksums. Written last. */
export const Manifest = Type.Object({
  version: Type.Literal(1),
  baseUrl: Type.Optional(headerText),
  documents: Type.Array(Entry),
  gone: Type.Array(Type.String()),
  moved: Type.Record(Type.String(), headerText),
});
export type Manifest = Static<typeof Manifest>;
export type ManifestEntry = Static<typeof Entry>;

const manifest = Compile(Manifest);

export const emptyManifest: Manifest = { version: 1, documents: [], gone: [], moved: {} };

/** @returns the manifest, or why this text is none */
export function parseManifest(text: string): Manifest | string {
  let value: unknown;
  try {
    value = JSON.parse(text);
    if (manifest.Check(value)) {
      for (const { path } of value.documents) decodeURIComponent(path);
      return value;
    }
  } catch (error) {
    return messageOf(error);
  }
  const [first] = manifest.Errors(value);
  return `${first?.instancePath || "/"} ${first?.message ?? "is not what it should be"}`;
}
