import fc from "fast-check";
import { test } from "tap";
import { permalinkPath } from "../../src/article/address.ts";
import { parseEntry } from "../../src/published/entry.ts";
import { type Manifest, manifestLines } from "../../src/published/manifest.ts";
import { pathInRange, readManifestLines } from "../../src/published/manifest-lines.ts";
import { encodePath } from "../../src/published/paths.ts";
import { createPublishedView, type PublishedUpdate } from "../../src/published/view.ts";

const representation = (etag: string) => ({ etag, sha256: "0", bytes: 3 });

const entryOf = (path: string, etag = '"1"') => ({
  path,
  file: "news.rss",
  type: "text/html",
  maxAge: 60,
  lastModified: 0,
  deltas: undefined,
  variants: { identity: representation(etag) },
});

const manifestOf = (paths: readonly string[], rest: Partial<Manifest> = {}): Manifest => ({
  version: 1,
  journal: "j",
  documents: paths.map((path) => entryOf(path)),
  gone: [],
  moved: {},
  state: undefined,
  ...rest,
});

function toBytes(text: string): SharedArrayBuffer {
  const bytes = new SharedArrayBuffer(Buffer.byteLength(text));
  Buffer.from(bytes).write(text);
  return bytes;
}

const textOf = (manifest: Manifest) => [...manifestLines(manifest)].join("");

/** Any id of an article, and paths of feeds. */
const paths = fc.uniqueArray(
  fc.oneof(
    fc.string({ unit: "grapheme", minLength: 1 }).map((id) => permalinkPath(id)),
    fc.constantFrom("/", "/feeds.opml", "/feeds/a.rss", "/feeds/a.rsss", "/feeds/b/archive/1.json"),
  ),
  { maxLength: 40 },
);

test("every entry is found by its path, and no other", (t) => {
  fc.assert(
    fc.property(paths, paths, (present, asked) => {
      const lines = readManifestLines(toBytes(textOf(manifestOf(present))));
      if (!lines) throw new Error("it is no manifest");
      for (const path of [...present, ...asked]) {
        const json = lines.find(path);
        if ((json !== undefined) !== present.includes(path)) throw new Error(`${path}: ${json}`);
        if (json !== undefined && parseEntry(json)?.path !== path) throw new Error(`${path}: ${json}`);
      }
      const buffer = Buffer.from(lines.bytes);
      const listed = [...lines.ranges()].map((range) => pathInRange(buffer, range));
      t.same(listed, [...present].sort(), "sorted by their bytes");
      if (lines.countPublic() !== present.length) throw new Error(`${lines.countPublic()}`);
    }),
  );
  t.end();
});

test("the path of an article leads back to itself, whatever its id", (t) => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1 }), (id) => {
      const path = permalinkPath(id);
      return encodePath(decodeURIComponent(path)) === path;
    }),
  );
  t.end();
});

test("a manifest in the form of version 0.1 is read as well, and one that is cut off is none", (t) => {
  const manifest = manifestOf(["/", "/feeds/a.rss"], {
    gone: ["/x"],
    moved: { "/y": "/z" },
    baseUrl: "https://f.example",
  });
  const oneLine = readManifestLines(toBytes(`${JSON.stringify(manifest)}\n`));
  t.match(oneLine, { journal: "j", baseUrl: "https://f.example", gone: ["/x"], moved: { "/y": "/z" } });
  t.ok(oneLine?.find("/feeds/a.rss"));
  const text = textOf(manifest);
  for (let length = 0; length < text.length; length++) {
    const cut = readManifestLines(toBytes(text.slice(0, length)));
    // Without its last line end it is still whole JSON.
    t.equal(cut === undefined, length < text.length - 1, `cut off after ${length} bytes`);
  }
  t.end();
});

test("a view is what its updates say, in any order of manifests and changes", (t) => {
  const names = ["/", "/feeds/a.rss", "/articles/x", "/articles/y%2Fz"];
  const update = fc.oneof(
    { weight: 1, arbitrary: fc.subarray(names).map((present) => ({ kind: "manifest" as const, present })) },
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("changes" as const),
        changed: fc.subarray(names),
        removed: fc.subarray(names),
        tag: fc.nat(5),
      }),
    },
  );
  fc.assert(
    fc.property(fc.array(update, { maxLength: 20 }), (updates) => {
      const { view, apply } = createPublishedView();
      const model = new Map<string, string>();
      for (const step of updates) {
        if (step.kind === "manifest") {
          model.clear();
          for (const path of step.present) model.set(path, '"1"');
          const bytes = toBytes(textOf(manifestOf(step.present)));
          apply({ kind: "manifest", bytes, size: step.present.length });
        } else {
          const changed = step.changed.filter((path) => !step.removed.includes(path));
          const entries: PublishedUpdate & { kind: "changes" } = {
            kind: "changes",
            entries: changed.map((path) => [path, JSON.stringify(entryOf(path, `"${step.tag}"`))] as const),
            removed: step.removed,
          };
          apply(entries);
          for (const path of changed) model.set(path, `"${step.tag}"`);
          for (const path of step.removed) model.delete(path);
        }
        if (view.size !== model.size) throw new Error(`${view.size} documents, not ${model.size}`);
        for (const path of names) {
          const etag = view.documents.get(decodeURIComponent(path))?.variants.identity.etag;
          if (etag !== model.get(path)) throw new Error(`${path}: ${etag}, not ${model.get(path)}`);
        }
      }
    }),
  );
  t.end();
});
