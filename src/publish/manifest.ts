import Type, { type Static } from "typebox";
import { Compile } from "typebox/compile";

const Variant = Type.Object({ etag: Type.String(), sha256: Type.String(), bytes: Type.Integer() });

const Entry = Type.Object({
  path: Type.String(),
  file: Type.String({ pattern: "^(articles/)?[A-Za-z0-9_-]+\\.[a-z]+$" }),
  type: Type.String(),
  link: Type.Optional(Type.String()),
  maxAge: Type.Integer(),
  due: Type.Optional(Type.Integer()),
  lastModified: Type.Integer(),
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
  documents: Type.Array(Entry),
  gone: Type.Array(Type.String()),
  moved: Type.Record(Type.String(), Type.String()),
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
  } catch (error) {
    return (error as Error).message;
  }
  if (manifest.Check(value)) return value;
  const [first] = manifest.Errors(value);
  return `${first?.instancePath || "/"} ${first?.message ?? "is not what it should be"}`;
}
