/** Recordings of one second or so, as small as they can be. */

/** A WAV file of so many seconds of silence. */
export function wav(seconds: number): Buffer {
  const rate = 8000;
  const data = Buffer.alloc(rate * seconds, 128);
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + data.length, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate, 28);
  head.writeUInt16LE(1, 32);
  head.writeUInt16LE(8, 34);
  head.write("data", 36);
  head.writeUInt32LE(data.length, 40);
  return Buffer.concat([head, data]);
}

/** An MP3 of silent frames (MPEG 1 layer III, 128 kbit/s, 44.1 kHz), each of 26 milliseconds. */
export function mp3(frames: number): Buffer {
  const frame = Buffer.alloc(417);
  frame.writeUInt32BE(0xfffb9000, 0);
  return Buffer.concat(Array.from({ length: frames }, () => frame));
}

/** A box of MP4 (ISO 14496-12 section 4.2). */
export function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, "latin1");
  return Buffer.concat([head, body]);
}

const brand = box("ftyp", Buffer.from("isom\0\0\x02\0isommp42", "latin1"));
/** Numbers of 32 bits, one after another. */
function uint32(...numbers: number[]): Buffer {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [index, number] of numbers.entries()) bytes.writeUInt32BE(number, index * 4);
  return bytes;
}

/** An MP4 without tracks. */
export function mp4(): Buffer {
  const header = box("mvhd", uint32(0, 0, 0, 1000, 7000), Buffer.alloc(80));
  return Buffer.concat([brand, box("moov", header), box("mdat", Buffer.alloc(16))]);
}

/** An MP4 with one track that lasts so many seconds. */
function track(handler: "vide" | "soun", codec: string, seconds: number): Buffer {
  const description = Buffer.concat([uint32(0, 1), box(codec, Buffer.alloc(70))]);
  const table = box("stbl", box("stsd", description), box("stts", uint32(0, 0)), box("stsz", uint32(0, 0, 0)));
  const media = box(
    "mdia",
    box("mdhd", uint32(0, 0, 0, 1000, seconds * 1000, 0)),
    box("hdlr", uint32(0, 0), Buffer.from(handler, "latin1"), Buffer.alloc(13)),
    box("minf", table),
  );
  const header = box("mvhd", uint32(0, 0, 0, 1000, seconds * 1000), Buffer.alloc(80));
  const movie = box(
    "moov",
    header,
    box("trak", box("tkhd", uint32(0, 0, 0, 1, 0, seconds * 1000), Buffer.alloc(60)), media),
  );
  return Buffer.concat([brand, movie, box("mdat", Buffer.alloc(16))]);
}

/** A film without sound that lasts so many seconds. */
export const film = (seconds: number) => track("vide", "avc1", seconds);

/** Sound without pictures in a container of film. */
export const sound = (seconds: number) => track("soun", "mp4a", seconds);

/** MP4s whose boxes lie about their lengths. */
export const damagedMp4: readonly (readonly [what: string, bytes: Buffer])[] = [
  ["an MP4 that ends in a box", film(7).subarray(0, 120)],
  [
    "an MP4 whose box is longer than any file",
    Buffer.concat([brand, uint32(0xffffffff), Buffer.from("moov"), uint32(9)]),
  ],
  ["an MP4 whose box is shorter than its head", Buffer.concat([brand, uint32(3), Buffer.from("moov"), uint32(9)])],
  ["an MP4 of boxes in boxes", Buffer.concat([brand, nested(200)])],
];

function nested(depth: number): Buffer {
  return depth === 0 ? Buffer.alloc(8) : box("moov", nested(depth - 1));
}

/** A FLAC file with its stream information alone: 44,100 samples a second. */
export function flac(seconds: number): Buffer {
  const info = Buffer.alloc(34);
  info.writeUInt16BE(4096, 0);
  info.writeUInt16BE(4096, 2);
  info.writeBigUInt64BE((44_100n << 44n) | (15n << 36n) | BigInt(44_100 * seconds), 10);
  return Buffer.concat([Buffer.from("fLaC\x80\0\0\x22", "latin1"), info]);
}
