import { createHash } from "node:crypto";
import { crc32, deflateSync } from "node:zlib";

/*
 * The icon of a site that has none: a symmetric pattern of squares in a colour, both drawn from the site's title. It is
 * written as PNG (https://www.w3.org/TR/png-3/), with a palette of two colours.
 */

const squaresPerSide = 5;
const paperColour = [0xff, 0xfe, 0xfb];

/** Draws the icon as PNG. @param size the width and the height in pixels */
export function drawIcon(title: string, size: number): Buffer {
  const hash = createHash("sha256").update(title).digest();
  const margin = Math.floor(size / 12);
  const square = (size - 2 * margin) / squaresPerSide;
  // The column of squares in which each pixel of a row is, and the line of squares in which each row is.
  const places = Array.from({ length: size }, (_, pixel) => Math.floor((pixel - margin) / square));
  const isInk = (column: number, line: number) => {
    if (Math.min(column, line) < 0 || Math.max(column, line) >= squaresPerSide) return false;
    const mirrored = Math.min(column, squaresPerSide - 1 - column);
    return ((hash[line * 3 + mirrored] ?? 0) & 1) === 1 || (mirrored === 2 && line === 2);
  };
  const row = (line: number) => Buffer.from([0, ...places.map((column) => Number(isInk(column, line)))]);
  const margins = row(-1);
  const lines = Array.from({ length: squaresPerSide }, (_, line) => row(line));
  const head = Buffer.alloc(13);
  head.writeUInt32BE(size, 0);
  head.writeUInt32BE(size, 4);
  // 8 bits for each pixel, which is a number in the palette.
  head.set([8, 3, 0, 0, 0], 8);
  const rows = Buffer.concat(places.map((line) => lines[line] ?? margins));
  return Buffer.concat([
    Buffer.from("\x89PNG\r\n\x1a\n", "latin1"),
    chunk("IHDR", head),
    chunk("PLTE", Buffer.from([...paperColour, ...inkOf(hash)])),
    chunk("IDAT", deflateSync(rows)),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/**
 * Puts a PNG of at most 255 pixels into an ICO file
 * (https://learn.microsoft.com/previous-versions/ms997538(v=msdn.10)).
 */
export function icoOf(png: Buffer, size: number): Buffer {
  const head = Buffer.alloc(22);
  head.writeUInt16LE(1, 2);
  head.writeUInt16LE(1, 4);
  head.set([size, size], 6);
  head.writeUInt16LE(1, 10);
  head.writeUInt16LE(8, 12);
  head.writeUInt32LE(png.length, 14);
  head.writeUInt32LE(head.length, 18);
  return Buffer.concat([head, png]);
}

function chunk(name: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(name, "latin1"), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const checksum = Buffer.alloc(4);
  checksum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, checksum]);
}

/** Returns a colour that is dark enough on paper: red, green and blue from 40 to 167. */
function inkOf(hash: Buffer): number[] {
  const angle = ((hash[31] ?? 0) / 256) * 2 * Math.PI;
  return [0, 2, 4].map((third) => Math.round(104 + 63 * Math.cos(angle - (third * Math.PI) / 3)));
}
