import { createHash } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import sharp from "sharp";
import { type Test, test } from "tap";
import { systemClock } from "../../src/clock.ts";
import { nameVersions } from "../../src/uploads/smaller/name-versions.ts";
import { type Shrinker, startShrinker } from "../../src/uploads/smaller/shrinker.ts";
import { slowTest } from "../slow.ts";
import { pngHead } from "./pngs.ts";

/** The process that makes smaller versions, with pictures as programs write them, and as nobody should. */

async function start(t: Test): Promise<Shrinker> {
  const shrinker = await startShrinker(systemClock);
  if ("unavailable" in shrinker) throw new Error(shrinker.unavailable);
  t.teardown(shrinker.close);
  return shrinker;
}

/** A picture whose left half is red and whose right half is blue. */
function halves(width: number, height: number) {
  const half = { width: width / 2, height, channels: 3 } as const;
  const right = sharp({ create: { ...half, background: "#0000ff" } }).png();
  return right
    .toBuffer()
    .then((input) =>
      sharp({ create: { width, height, channels: 3, background: "#ff0000" } }).composite([
        { input, left: width / 2, top: 0 },
      ]),
    );
}

const secret = "somewhere 52.5200 north";

const kinds: Record<string, () => Promise<Buffer>> = {
  "a JPEG": async () => (await halves(2000, 1000)).jpeg().toBuffer(),
  "a progressive JPEG": async () => (await halves(2000, 1000)).jpeg({ progressive: true }).toBuffer(),
  "a JPEG in CMYK": async () => (await halves(2000, 1000)).toColourspace("cmyk").jpeg().toBuffer(),
  "a JPEG with a wide colour profile": async () => (await halves(2000, 1000)).withIccProfile("p3").jpeg().toBuffer(),
  "a PNG": async () => (await halves(2000, 1000)).png({ compressionLevel: 0 }).toBuffer(),
  "a PNG with 16 bits": async () =>
    (await halves(2000, 1000)).toColourspace("rgb16").png({ compressionLevel: 0 }).toBuffer(),
  "a WebP": async () => (await halves(2000, 1000)).webp({ quality: 100 }).toBuffer(),
  "an AVIF": async () => (await halves(2000, 1000)).avif({ quality: 90, effort: 0 }).toBuffer(),
  "a GIF that stands": async () => (await halves(2000, 1000)).gif().toBuffer(),
  "a JPEG on its side, with the place where it was taken": async () => {
    const upright = await (await halves(2000, 1000)).png().toBuffer();
    const turned = await sharp(upright).rotate(-90).png().toBuffer();
    return sharp(turned)
      .withMetadata({ orientation: 6 })
      .withExifMerge({ IFD0: { ImageDescription: secret }, IFD3: { GPSLatitude: "52/1 31/1 12/1" } })
      .jpeg()
      .toBuffer();
  },
};

/** The colours of the left and the right half. */
async function coloursOf(bytes: Uint8Array): Promise<[left: string, right: string]> {
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number) => {
    const start = (Math.floor(info.height / 2) * info.width + x) * info.channels;
    const [red = 0, , blue = 0] = data.subarray(start, start + 3);
    return red > blue + 50 ? "red" : blue > red + 50 ? "blue" : "neither";
  };
  return [at(Math.floor(info.width / 4)), at(Math.floor((info.width * 3) / 4))];
}

test("pictures of all kinds get smaller versions: upright, in sRGB, and without what the file says beside", async (t) => {
  const shrinker = await start(t);
  const file = join(t.testdir({}), "picture");
  for (const [what, make] of Object.entries(kinds)) {
    const original = await make();
    await writeFile(file, original);
    if (what.includes("on its side")) t.match(await sharp(original).metadata(), { orientation: 6, width: 1000 });
    const result = await shrinker.shrink(file);
    if (result.kind !== "made") {
      t.fail(`${what}: ${result.reason}`);
      continue;
    }
    t.ok(result.pictures.length > 0, what);
    for (const { width, height, bytes } of result.pictures) {
      t.ok(bytes.length < original.length, "never more bytes than the picture");
      const found = await sharp(bytes).metadata();
      t.match(found, { format: "webp", width, height, space: "srgb" }, what);
      t.equal(height, width / 2, `${what}, upright`);
      t.same([found.exif, found.icc, found.xmp, found.orientation], [undefined, undefined, undefined, undefined], what);
      t.notOk(Buffer.from(bytes).includes(secret));
      t.same(await coloursOf(bytes), ["red", "blue"], what);
    }
  }
});

test("pictures that have none: narrow, moving, damaged, no picture, far too tall", async (t) => {
  const shrinker = await start(t);
  const folder = t.testdir({});
  const shrink = async (bytes: Buffer) => {
    await writeFile(join(folder, "picture"), bytes);
    return shrinker.shrink(join(folder, "picture"));
  };
  const none = { kind: "made", pictures: [] };
  t.same(await shrink(await (await halves(320, 200)).png().toBuffer()), none);
  const frames = await Promise.all(["#ff0000", "#00ff00"].map((background) => frame(background)));
  const moving = await sharp(frames, { join: { animated: true } })
    .gif()
    .toBuffer();
  t.same(await shrink(moving), none, "it would stand still");
  t.same(
    await shrink(
      await sharp(frames, { join: { animated: true } })
        .webp()
        .toBuffer(),
    ),
    none,
  );
  const tall = await sharp({ create: { width: 400, height: 40_000, channels: 3, background: "#888" } })
    .png()
    .toBuffer();
  t.same(await shrink(tall), none);
  const jpeg = await (await halves(2000, 1000)).jpeg().toBuffer();
  t.match(await shrink(jpeg.subarray(0, jpeg.length / 2)), { kind: "refused" }, "truncated");
  t.match(await shrink(Buffer.from("not a picture at all")), { kind: "refused" });
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="2000" height="1000"><rect width="9" height="9"/></svg>`;
  t.match(await shrink(Buffer.from(svg)), { kind: "refused" }, "no decoder but those of uploads is asked");
  t.match(await shrink(Buffer.from("%PDF-1.4\n%%EOF")), { kind: "refused" });
  t.match(await shrinker.shrink(join(folder, "missing")), { kind: "refused" });
  const again = await shrink(jpeg);
  t.match(again, { kind: "made", pictures: [{ width: 320 }, { width: 640 }, { width: 1280 }] }, "the process goes on");
});

const frame = (background: string) =>
  sharp({ create: { width: 500, height: 300, channels: 3, background } })
    .png()
    .toBuffer();

slowTest("a decompression bomb ends the process, not the machine, and says why", async (t) => {
  const shrinker = await start(t);
  const folder = t.testdir({});
  const [huge, interlaced] = [join(folder, "huge"), join(folder, "interlaced")];
  await writeFile(huge, pngHead(30_000, 30_000));
  t.match(await shrinker.shrink(huge), { kind: "refused", reason: /pixel limit/ });
  // Interlaced pictures are decoded as a whole: a gigabyte out of a megabyte.
  const rows = Buffer.alloc((16_000 * 4 + 1) * 16_000 + 16_000 * 8);
  const data = deflateSync(rows, { level: 1 });
  await writeFile(interlaced, pngHead(16_000, 16_000, { isInterlaced: true, data }));
  t.match(await shrinker.shrink(interlaced), { kind: "ended", reason: "it needed more than 400 MB of memory" });
  t.match(await shrinker.shrink(huge), { kind: "ended" }, "an ended process answers as well");
});

slowTest("a picture that takes too long is given up", async (t) => {
  // The time passes at once when the process is asked for a picture.
  let calls = 0;
  const clock = {
    after: (milliseconds: number, callback: () => void) =>
      systemClock.after(calls++ === 0 ? milliseconds : 0, callback),
  };
  const shrinker = await startShrinker(clock);
  if ("unavailable" in shrinker) throw new Error(shrinker.unavailable);
  const file = join(t.testdir({}), "picture");
  await writeFile(file, await (await halves(4000, 4000)).jpeg({ progressive: true }).toBuffer());
  t.same(await shrinker.shrink(file), { kind: "ended", reason: "it took longer than 60 seconds" });
  await shrinker.close();
});

test("the address of a smaller version names its picture, its width and its bytes", (t) => {
  const bytes = Buffer.from("webp");
  const [version] = nameVersions("sunday-walk.jpg", [{ width: 320, height: 200, bytes }]);
  const digest = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  t.same(version?.picture, { name: `sunday-walk-320-${digest}.webp`, width: 320, height: 200, bytes: 4 });
  t.end();
});
