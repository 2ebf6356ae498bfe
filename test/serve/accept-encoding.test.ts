import fc from "fast-check";
import { test } from "tap";
import type { Document } from "../../src/publish/snapshot.ts";
import { codingChooser } from "../../src/serve/accept-encoding.ts";

const variant = (length: number) => ({ bytes: length, etag: "", sha256: "" });
const all: Document["variants"] = { identity: variant(100), gzip: variant(30), br: variant(20), zstd: variant(25) };

const cases: [header: string | undefined, expected: string | undefined][] = [
  [undefined, "identity"],
  ["", "identity"],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["GZip", "gzip"],
  ["br", "br"],
  ["zstd", "zstd"],
  ["gzip, deflate, br, zstd", "br"],
  ["gzip;q=1.0, br;q=0.5", "gzip"],
  ["gzip ; q=0.5 , zstd ; q=0.9", "zstd"],
  ["br;q=0, gzip", "gzip"],
  ["*", "br"],
  ["*;q=0.5, gzip", "gzip"],
  ["br;q=0, *", "zstd"],
  ["deflate", "identity"],
  ["compress, deflate", "identity"],
  ["identity", "identity"],
  ["identity;q=1, gzip;q=0.5", "identity"],
  ["identity;q=0", undefined],
  ["*;q=0", undefined],
  ["identity;q=0, gzip", "gzip"],
  ["*;q=0, identity", "identity"],
  ["*;q=0, identity;q=0.1", "identity"],
  ["gzip;q=0", "identity"],
  ["gzip;q=0.0001", "gzip"],
  ["gzip;q=nonsense", "gzip"],
  [",, ,gzip,,", "gzip"],
  ["gzip;q=0.001", "gzip"],
];

test("Accept-Encoding, RFC 9110 section 12.5.3", (t) => {
  const choose = codingChooser();
  for (const round of ["parsed", "remembered"]) {
    for (const [header, expected] of cases) t.equal(choose(header, all), expected, `${header} (${round})`);
  }
  t.equal(choose("br", { identity: variant(5) }), "identity", "a coding that there is not");
  t.end();
});

test("whatever the header, the coding is one there is; the memory of headers is bounded", (t) => {
  const choose = codingChooser({ maxKept: 3 });
  const piece = fc.constantFrom("gzip", "br", "zstd", "identity", "*", ";q=0", ";q=0.5", ",", " ", "\t", ";", "=", "x");
  fc.assert(
    fc.property(
      fc.array(piece).map((pieces) => pieces.join("")),
      (header) => {
        const coding = choose(header, all);
        return coding === undefined ? /q=0/.test(header) : coding in all;
      },
    ),
  );
  t.end();
});
