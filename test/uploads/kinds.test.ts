import { test } from "tap";
import { pictures } from "../media/pictures.ts";
import { json, sharedService } from "../service.ts";
import { described, mediaFilesOf, pathOf, upload } from "./helpers.ts";
import { damagedMp4, film, flac, mp3, mp4, sound, wav } from "./recordings.ts";

/** What a file is, is read from its bytes; its name and its Content-Type mean nothing. */

const service = sharedService();
const { svg, ...rasters } = pictures;

for (const [kind, { bytes, facts }] of Object.entries(rasters)) {
  test(`a picture: ${kind}`, async (t) => {
    const answer = await upload(await service(), bytes, "évil.html", { "content-type": "text/html" });
    t.equal(answer.status, 201, answer.body.toString());
    const { url, ...file } = described(answer);
    const { width, height, type } = facts;
    t.match(file, { mime_type: type, size_in_bytes: bytes.length, width, height });
    const served = await (await service()).get(pathOf({ url }));
    t.equal(served.headers["content-type"], type);
    t.same(served.body, bytes);
  });
}

const recordings: [kind: string, bytes: Buffer, type: string, seconds: number | undefined, extension: string][] = [
  ["wav", wav(2), "audio/wav", 2, "wav"],
  ["mp3", mp3(100), "audio/mpeg", 2.612, "mp3"],
  ["flac", flac(3), "audio/flac", 3, "flac"],
  ["a film", film(7), "video/mp4", 7, "mp4"],
  ["sound in a container of film", sound(5), "audio/mp4", 5, "m4a"],
  ["an MP4 without tracks", mp4(), "video/mp4", undefined, "mp4"],
  ...damagedMp4
    .map(([what, bytes]) => [what, bytes, "video/mp4", undefined, "mp4"] as const)
    .map((each) => [...each] as never),
];

for (const [kind, bytes, type, seconds, extension] of recordings) {
  test(`a recording: ${kind}`, async (t) => {
    const answer = await upload(await service(), bytes, "recording.exe");
    t.equal(answer.status, 201, answer.body.toString());
    const file = described(answer);
    t.equal(file.mime_type, type);
    t.equal(file.duration_in_seconds, seconds);
    t.ok(file.url.endsWith(`/recording.${extension}`), file.url);
    t.equal((await (await service()).get(pathOf(file))).headers["content-type"], type);
  });
}

const png = pictures.png.bytes;

/** A PNG that says it has so many pixels. */
function pngOf(width: number, height: number): Buffer {
  const bytes = Buffer.from(png);
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  return bytes;
}

const refused: [what: string, bytes: Buffer, status: number, code: string, says: RegExp][] = [
  ["HTML", Buffer.from("<!doctype html><script>alert(1)</script>"), 415, "MEDIA_TYPE_UNSUPPORTED", /no picture/],
  ["text", Buffer.from("just words"), 415, "MEDIA_TYPE_UNSUPPORTED", /no picture/],
  ["SVG", svg.bytes, 415, "MEDIA_TYPE_UNSUPPORTED", /SVG can hold scripts/],
  [
    "SVG with a script",
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
    415,
    "MEDIA_TYPE_UNSUPPORTED",
    /SVG/,
  ],
  [
    "SVG with entities",
    Buffer.from(`<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY x "y">]><svg><foreignObject>&x;</foreignObject></svg>`),
    415,
    "MEDIA_TYPE_UNSUPPORTED",
    /SVG/,
  ],
  ["PDF", Buffer.from("%PDF-1.4\n"), 415, "MEDIA_TYPE_UNSUPPORTED", /PDF/],
  ["ZIP", Buffer.from("PK\x03\x04".padEnd(40, "\0"), "latin1"), 415, "MEDIA_TYPE_UNSUPPORTED", /ZIP/],
  ["a program", Buffer.from("MZ".padEnd(100, "\0"), "latin1"), 415, "MEDIA_TYPE_UNSUPPORTED", /EXE/],
  ["a JPEG without a size", Buffer.from("ffd8ffe0", "hex"), 422, "MEDIA_INVALID", /damaged/],
  ["a PNG of 100,001 pixels", pngOf(100_001, 1), 422, "MEDIA_INVALID", /100000/],
  ["a PNG of ten gigapixels", pngOf(100_000, 100_000), 422, "MEDIA_INVALID", /100000 × 100000/],
  ["a PNG without pixels", pngOf(0, 0), 422, "MEDIA_INVALID", /damaged/],
  ["nothing", Buffer.alloc(0), 400, "REQUEST_INVALID", /empty/],
];

test("what is never served is refused, and leaves nothing", async (t) => {
  const before = await mediaFilesOf(await service());
  for (const [what, bytes, status, code, says] of refused) {
    const answer = await upload(await service(), bytes, "a.png", { "content-type": "image/png" });
    t.equal(answer.status, status, what);
    const problem = json<{ code: string; detail: string }>(answer);
    t.equal(problem.code, code, what);
    t.match(problem.detail, says, what);
  }
  t.same(await mediaFilesOf(await service()), before);
});

test("a GIF that is a page and a script as well is a GIF, and nothing else", async (t) => {
  const polyglot = Buffer.concat([
    Buffer.from("GIF89a/*", "latin1"),
    pictures.gif.bytes.subarray(8),
    Buffer.from("*/=1;alert(1)<script>alert(2)</script><html>"),
  ]);
  const file = described(await upload(await service(), polyglot, "x.html"));
  const { headers, body } = await (await service()).get(pathOf(file), { accept: "text/html" });
  t.same(body, polyglot);
  t.match(headers, {
    "content-type": "image/gif",
    "x-content-type-options": "nosniff",
    "content-security-policy": "sandbox",
  });
});
