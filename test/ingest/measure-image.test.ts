import fc from "fast-check";
import { test } from "tap";
import { measureImage } from "../../src/ingest/measure-image.ts";
import { photograph, pictures } from "../media/pictures.ts";
import { runs } from "../properties.ts";
import { workedMs } from "../worked.ts";

test("the first bytes of a picture of each kind say what it is, and how large", (t) => {
  for (const [name, { bytes, facts }] of Object.entries(pictures)) {
    const { bytes: _, ...said } = facts;
    t.same(measureImage(bytes), said, name);
    t.same(measureImage(Buffer.concat([bytes, Buffer.alloc(100_000)])), said, `${name} that is longer`);
  }
  t.same(
    measureImage(photograph(30_000)),
    { type: "image/jpeg", width: 20, height: 32 },
    "lying on its side, says Exif",
  );
  t.same(measureImage(photograph(60_000).subarray(0, 50_000)), { type: "image/jpeg" }, "the size comes later");
  t.end();
});

test("a file that is no picture has no size, and neither has one whose size cannot be", (t) => {
  const none = [
    "",
    "<",
    "<!doctype html><svg width='1' height='1'></svg>",
    "<html><svg width='1' height='1'>",
    "GIF",
    "PK\x03\x04",
  ];
  for (const text of [...none, "\0\0\x02\0", "RIFFxxxxWAVEfmt ", "%PDF-1.7", "I".repeat(100), "{}"]) {
    t.equal(measureImage(Buffer.from(text, "latin1")), undefined, text.slice(0, 20));
  }
  const { bytes } = pictures.png;
  const sized = (width: number) => {
    const copy = Buffer.from(bytes);
    copy.writeUInt32BE(width, 16);
    return measureImage(copy);
  };
  t.same(sized(0), { type: "image/png" });
  t.same(sized(4_294_967_295), { type: "image/png" });
  t.same(sized(100_000), { type: "image/png", width: 100_000, height: 20 });
  const svg = (attributes: string) => measureImage(Buffer.from(`<svg ${attributes}></svg>`));
  t.same(svg(`width="100%" height="100%"`), { type: "image/svg+xml" });
  t.same(svg(`viewBox="0 0 24 24"`), { type: "image/svg+xml", width: 24, height: 24 });
  t.same(svg(`width="-5" height="1e999"`), { type: "image/svg+xml" });
  t.same(measureImage(Buffer.from(`\uFEFF<!-- made by hand --><svg width="2" height="3"/>`)), {
    type: "image/svg+xml",
    width: 2,
    height: 3,
  });
  t.end();
});

test("bytes that lie beside the picture in memory are not read", (t) => {
  const { bytes } = pictures.png;
  const memory = Buffer.concat([bytes.subarray(0, 18), bytes.subarray(18)]);
  t.same(measureImage(memory.subarray(0, 18)), { type: "image/png" });
  t.end();
});

test("whatever the bytes, an answer is there at once, and makes sense", (t) => {
  const kinds = Object.values(pictures).map(({ bytes }) => bytes);
  const mutated = fc
    .tuple(
      fc.constantFrom(...kinds, photograph(2000)),
      fc.array(fc.tuple(fc.nat(3000), fc.nat(255)), { maxLength: 20 }),
      fc.nat(3000),
    )
    .map(([bytes, changes, length]) => {
      const copy = Buffer.from(bytes);
      for (const [at, value] of changes) copy[at % copy.length] = value;
      return copy.subarray(0, length);
    });
  fc.assert(
    fc.property(fc.oneof(mutated, fc.uint8Array({ maxLength: 3000 })), (bytes) => {
      const found = measureImage(bytes);
      if (!found) return true;
      const { width, height } = found;
      const isSized = width !== undefined && height !== undefined;
      return isSized ? [width, height].every((pixels) => pixels >= 1 && pixels <= 100_000) : width === height;
    }),
    { numRuns: runs(2000) },
  );
  t.end();
});

test("bytes that are made to cost much cost little", (t) => {
  const fill = (head: Buffer, unit: Buffer) => Buffer.concat([head, Buffer.alloc(65_536, unit)]);
  const box = (size: number, name: string) => {
    const bytes = Buffer.alloc(Math.max(size, 8));
    bytes.writeUInt32BE(size, 0);
    bytes.write(name, 4, "latin1");
    return bytes;
  };
  const ftyp = Buffer.concat([box(16, "ftyp").subarray(0, 8), Buffer.from("avif\0\0\0\0")]);
  const opened = (size: number, name: string) => box(size, name).subarray(0, 8);
  const containers = Buffer.concat([opened(4000, "meta"), Buffer.alloc(4), opened(3980, "iprp"), opened(3960, "ipco")]);
  const hostile: Record<string, Buffer> = {
    "a JPEG of empty segments": fill(Buffer.from("ffd8ffe0", "hex"), Buffer.from([0, 0])),
    "a JPEG of bytes that lead nowhere": fill(Buffer.from("ffd8ffe0", "hex"), Buffer.from([0, 1])),
    "a JPEG of segments of Exif": fill(Buffer.from("ffd8ffe0", "hex"), photograph(0).subarray(4, 40)),
    "an AVIF of many sizes": fill(Buffer.concat([ftyp, containers]), box(20, "ispe")),
    "an AVIF of boxes without length": fill(Buffer.concat([ftyp, containers]), Buffer.alloc(8)),
    "an SVG of beginnings": fill(Buffer.from("<svg "), Buffer.from("<svg ")),
    "an SVG of quotes": fill(Buffer.from(`<svg a="`), Buffer.from(`"'`)),
    "an SVG of widths": fill(Buffer.from(`<svg x="1">`), Buffer.from(` width='1 width="`)),
  };
  for (const [what, bytes] of Object.entries(hostile)) {
    const began = workedMs();
    for (let times = 0; times < 5; times++) measureImage(bytes);
    const each = (workedMs() - began) / 5;
    t.ok(each < 100, `${what}: ${each.toFixed(1)} ms`);
  }
  t.end();
});
