import fc from "fast-check";
import { test } from "tap";
import { parseMediaPath, servedMediaTypes } from "../../src/published/media-types.ts";
import { mediaName } from "../../src/uploads/media-name.ts";
import { runs } from "../properties.ts";

const names: [given: string, expected: string][] = [
  ["Sunday.JPG", "sunday.png"],
  ["Über uns (1).jpeg", "uber-uns-1.png"],
  ["../../etc/passwd", "passwd.png"],
  ["C:\\Users\\me\\cat.png", "cat.png"],
  ["..", "file.png"],
  [".htaccess", "file.png"],
  ["page.html", "page.png"],
  ["a.html.png", "a-html.png"],
  ["con.jpg", "con-file.png"],
  ["LPT1", "lpt1-file.png"],
  ["invoice\u202Egpj.exe", "invoice-gpj.png"],
  ["a\0b\r\nSet-Cookie: x", "a-b-set-cookie-x.png"],
  ["写真.png", "file.png"],
  ["x".repeat(300), `${"x".repeat(60)}.png`],
  [`${"é".repeat(300)}.png`, `${"e".repeat(60)}.png`],
  ["", "file.png"],
  ["%2e%2e%2f.png", "2e-2e-2f.png"],
];

test("names in addresses, whatever name a file came with", async (t) => {
  for (const [given, expected] of names) t.equal(mediaName(given, "png"), expected, JSON.stringify(given.slice(0, 40)));
});

test("each name is one that serving answers for, and no other path is", async () => {
  const hash = "0123456789abcdef".repeat(4);
  fc.assert(
    fc.property(
      fc.string({ unit: "binary" }),
      fc.constantFrom(...Object.keys(servedMediaTypes)),
      (given, extension) => {
        const name = mediaName(given, extension);
        return parseMediaPath(`/media/${hash}/${name}`)?.name === name && name.length <= 70;
      },
    ),
    { numRuns: runs(1000) },
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const parsed = parseMediaPath(`/media/${hash}/${text}`);
      return parsed === undefined || /^[a-z0-9-]+\.[a-z0-9]{3,4}$/.test(parsed.name);
    }),
    { numRuns: runs(1000) },
  );
});

test("paths that no file of media has", async (t) => {
  const hash = "a".repeat(64);
  for (const path of [
    "/media/",
    `/media/${hash}`,
    `/media/${hash}/`,
    `/media/${hash}/.gone`,
    `/media/${hash}/a.html`,
    `/media/${hash}/a.svg`,
    `/media/${hash}/A.png`,
    `/media/${hash}/a.png/b.png`,
    `/media/${hash}/../a.png`,
    `/media/${hash.toUpperCase()}/a.png`,
    `/media/${hash.slice(1)}/a.png`,
    `/media/../media/${hash}/a.png`,
    `/media/${hash}/constructor.prototype`,
  ]) {
    t.equal(parseMediaPath(path), undefined, path);
  }
});
