import { isDeepStrictEqual } from "node:util";
import fc from "fast-check";
import { test } from "tap";
import type { Document } from "../../src/published/snapshot.ts";
import { chooseCoding, createAcceptEncodingReader } from "../../src/serve/accept-encoding.ts";

const variant = (length: number) => ({ bytes: length, etag: "", sha256: "" });
const all: Document["variants"] = { identity: variant(100), gzip: variant(30), br: variant(20), zstd: variant(25) };

test("a header that is remembered reads like a new one, and the memory is bounded", (t) => {
  const read = createAcceptEncodingReader({ maxCached: 3 });
  const piece = fc.constantFrom("gzip", "br", "zstd", "identity", "*", ";q=0", ";q=0.5", ",", " ", "\t", ";", "=", "x");
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join("")),
      (header) => {
        const accepted = read(header);
        const coding = chooseCoding(accepted, all);
        return (
          isDeepStrictEqual(read(header), accepted) &&
          isDeepStrictEqual(createAcceptEncodingReader()(header), accepted) &&
          (coding === undefined ? /q=0/.test(header) : coding in all)
        );
      },
    ),
  );
  t.end();
});

test("however long a header is, it is read", (t) => {
  const read = createAcceptEncodingReader();
  for (const piece of ["gzip,", "gzip;q=0,", ";", ";q", ";q ", " ", "\t", "=", ";q=0.0", ";q=0.", "0"]) {
    t.ok(read(`br;q=${piece.repeat(50_000)}, identity`).weights.has("identity"), JSON.stringify(piece));
  }
  t.end();
});
