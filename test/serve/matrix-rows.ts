/**
 * The rows of the matrix: what a client may say, and what follows from it by the RFC. Nothing here knows the service.
 * Section numbers are those of RFC 9110, where no other RFC is named.
 */
import type { Coding } from "../../src/published/snapshot.ts";
import { changed } from "./matrix-documents.ts";

/** A header as the lines that are sent: none, one, or repeated. */
type Lines = readonly string[];
export type Row = { name: string; section: string };

/**
 * @param lines made of the name of the current bytes, which is what the tags of all codings begin with
 * @param names the codings of the current document whose tags are listed; undefined: the header is absent
 */
export type TagRow = Row & { lines: (name: string) => Lines; names: readonly Coding[] | "any" | undefined };

const manyTags = (last: string) => `${'"0123456789abcdef", '.repeat(505)}${last}`;

export const tagRows: TagRow[] = [
  { name: "absent", section: "13.2.2", lines: () => [], names: undefined },
  { name: "identity's", section: "13.1.2", lines: (name) => [`"${name}"`], names: ["identity"] },
  { name: "gzip's", section: "8.8.3.3", lines: (name) => [`"${name}-gzip"`], names: ["gzip"] },
  { name: "Brotli's", section: "8.8.3.3", lines: (name) => [`"${name}-br"`], names: ["br"] },
  { name: "Zstandard's", section: "8.8.3.3", lines: (name) => [`"${name}-zstd"`], names: ["zstd"] },
  { name: "made weak by nginx", section: "8.8.3.2", lines: (name) => [`W/"${name}"`], names: ["identity"] },
  { name: "weak, with a suffix", section: "8.8.3.2", lines: (name) => [`W/"${name}-gzip"`], names: ["gzip"] },
  { name: "suffix of old Apache", section: "8.8.3.3", lines: (name) => [`"${name}"-gzip`], names: ["gzip"] },
  { name: "the same, weak", section: "8.8.3.3", lines: (name) => [`W/"${name}"-gzip`], names: ["gzip"] },
  { name: "a proxy's suffix after ours", section: "8.8.3.3", lines: (name) => [`"${name}-br-gzip"`], names: ["br"] },
  { name: "a coding we lack", section: "8.8.3.3", lines: (name) => [`"${name}-deflate"`], names: ["identity"] },
  { name: "any", section: "13.1.2", lines: () => ["*"], names: "any" },
  { name: "any, in blanks", section: "5.5", lines: () => [" \t* \t"], names: "any" },
  {
    name: "all codings",
    section: "13.1.2",
    lines: (name) => [`"${name}-zstd", "${name}", "${name}-gzip", "${name}-br"`],
    names: ["zstd", "identity", "gzip", "br"],
  },
  { name: "a list with it", section: "13.1.2", lines: (name) => [`"x" ,W/"${name}"\t, "y"`], names: ["identity"] },
  { name: "empty members", section: "5.6.1.2", lines: (name) => [`, ,"x",, "${name}-gzip",`], names: ["gzip"] },
  { name: "several lines", section: "5.3", lines: (name) => ['"x"', `"${name}"`, '"y"'], names: ["identity"] },
  { name: "after a comma in a tag", section: "8.8.3", lines: (name) => [`"x,", "${name}"`], names: ["identity"] },
  { name: "10 kB, the last is it", section: "13.1.2", lines: (name) => [manyTags(`"${name}"`)], names: ["identity"] },
  { name: "10 kB without it", section: "13.1.2", lines: () => [manyTags('"y"')], names: [] },
  { name: "a list without it", section: "13.1.2", lines: () => ['"x", W/"y"'], names: [] },
  { name: "longer", section: "8.8.3.2", lines: (name) => [`"${name}0"`], names: [] },
  { name: "shorter", section: "8.8.3.2", lines: (name) => [`"${name.slice(0, -1)}"`], names: [] },
  { name: "unknown suffix", section: "8.8.3.2", lines: (name) => [`"${name}-other"`], names: [] },
  { name: "within a tag's commas", section: "8.8.3", lines: (name) => [`"x, ${name}, y"`], names: [] },
  { name: "unquoted", section: "8.8.3", lines: (name) => [name], names: [] },
  { name: "half quoted", section: "8.8.3", lines: (name) => [`"${name}`], names: [] },
  { name: "weak in lower case", section: "8.8.3", lines: (name) => [`w/"${name}"`], names: [] },
  { name: "any among tags", section: "13.1.2", lines: () => ['"x", *'], names: [] },
  { name: "garbage", section: "8.8.3", lines: () => ['W/"";;\\"x\xe9"=*'], names: [] },
  { name: "empty", section: "13.1.3", lines: () => [""], names: [] },
];

/** @param isUnmodified whether nothing changed since; also false for what is to be ignored */
export type DateRow = Row & { lines: Lines; isUnmodified: boolean };

export const dateRows: DateRow[] = [
  { name: "absent", section: "13.2.2", lines: [], isUnmodified: false },
  { name: "equal", section: "13.1.3", lines: [changed], isUnmodified: true },
  { name: "later", section: "13.1.3", lines: ["Wed, 02 Sep 2026 10:00:01 GMT"], isUnmodified: true },
  { name: "earlier", section: "13.1.3", lines: ["Wed, 02 Sep 2026 09:59:59 GMT"], isUnmodified: false },
  { name: "far ahead", section: "13.1.3", lines: ["Fri, 31 Dec 9999 23:59:59 GMT"], isUnmodified: true },
  { name: "RFC 850", section: "5.6.7", lines: ["Wednesday, 02-Sep-26 10:00:00 GMT"], isUnmodified: true },
  { name: "RFC 850, earlier", section: "5.6.7", lines: ["Wednesday, 02-Sep-26 09:59:59 GMT"], isUnmodified: false },
  { name: "RFC 850, 50 years on", section: "5.6.7", lines: ["Wednesday, 01-Jan-76 00:00:00 GMT"], isUnmodified: true },
  { name: "RFC 850, 51 years on", section: "5.6.7", lines: ["Saturday, 01-Jan-77 00:00:00 GMT"], isUnmodified: false },
  { name: "asctime", section: "5.6.7", lines: ["Wed Sep  2 10:00:00 2026"], isUnmodified: true },
  { name: "asctime, earlier", section: "5.6.7", lines: ["Wed Sep  2 09:59:59 2026"], isUnmodified: false },
  { name: "no date", section: "13.1.3", lines: ["yesterday"], isUnmodified: false },
  { name: "ISO 8601", section: "13.1.3", lines: ["2026-09-02T10:00:00Z"], isUnmodified: false },
  { name: "no such day", section: "13.1.3", lines: ["Wed, 31 Feb 2027 10:00:00 GMT"], isUnmodified: false },
  { name: "no such weekday", section: "13.1.3", lines: ["Xyz, 02 Sep 2026 10:00:00 GMT"], isUnmodified: false },
  { name: "another zone", section: "5.6.7", lines: ["Wed, 02 Sep 2026 10:00:00 UTC"], isUnmodified: false },
  { name: "twice", section: "13.1.3", lines: [changed, changed], isUnmodified: false },
  { name: "empty", section: "13.1.3", lines: [""], isUnmodified: false },
];

/** @param wants codings that the client takes, dearest first; among equals the service takes the shortest */
export type CodingRow = Row & { lines: Lines; wants: readonly (readonly Coding[])[] };

const all: Coding[] = ["identity", "gzip", "br", "zstd"];

export const codingRows: CodingRow[] = [
  { name: "absent", section: "12.5.3", lines: [], wants: [["identity"], ["gzip", "br", "zstd"]] },
  { name: "empty", section: "12.5.3", lines: [""], wants: [["identity"]] },
  { name: "gzip", section: "8.4.1.3", lines: ["gzip"], wants: [["gzip"], ["identity"]] },
  { name: "x-gzip", section: "8.4.1.3", lines: ["x-gzip"], wants: [["gzip"], ["identity"]] },
  { name: "br", section: "12.5.3", lines: ["br"], wants: [["br"], ["identity"]] },
  { name: "zstd", section: "12.5.3", lines: ["zstd"], wants: [["zstd"], ["identity"]] },
  { name: "upper case", section: "8.4.1", lines: ["GZip"], wants: [["gzip"], ["identity"]] },
  {
    name: "browsers",
    section: "12.5.3",
    lines: ["gzip, deflate, br, zstd"],
    wants: [["gzip", "br", "zstd"], ["identity"]],
  },
  { name: "weights", section: "12.4.2", lines: ["br;q=0.5, gzip;q=1.0"], wants: [["gzip"], ["br"], ["identity"]] },
  {
    name: "blanks",
    section: "5.6.3",
    lines: ["gzip \t;  q=0.5 , zstd ;\tQ=0.9"],
    wants: [["zstd"], ["gzip"], ["identity"]],
  },
  { name: "the least weight", section: "12.4.2", lines: ["gzip;q=0.001"], wants: [["gzip"], ["identity"]] },
  { name: "q=0", section: "12.4.2", lines: ["gzip;q=0"], wants: [["identity"]] },
  { name: "q=0.000", section: "12.4.2", lines: ["br;q=0.000, gzip"], wants: [["gzip"], ["identity"]] },
  { name: "*", section: "12.5.3", lines: ["*"], wants: [all] },
  { name: "all but one", section: "12.5.3", lines: ["br;q=0, *"], wants: [["identity", "gzip", "zstd"]] },
  { name: "* below one", section: "12.5.3", lines: ["*;q=0.5, gzip"], wants: [["gzip"], ["identity", "br", "zstd"]] },
  { name: "*;q=0", section: "12.5.3", lines: ["*;q=0"], wants: [] },
  { name: "gzip or nothing", section: "12.5.3", lines: ["gzip, *;q=0"], wants: [["gzip"]] },
  { name: "identity", section: "12.5.3", lines: ["identity"], wants: [["identity"]] },
  { name: "rather identity", section: "12.5.3", lines: ["identity, gzip;q=0.5"], wants: [["identity"], ["gzip"]] },
  { name: "identity in spite of *", section: "12.5.3", lines: ["*;q=0, identity;q=0.1"], wants: [["identity"]] },
  { name: "identity;q=0", section: "12.5.3", lines: ["identity;q=0"], wants: [] },
  { name: "identity;q=0, gzip", section: "12.5.3", lines: ["identity;q=0, gzip"], wants: [["gzip"]] },
  { name: "unknown", section: "12.5.3", lines: ["compress, deflate, __proto__"], wants: [["identity"]] },
  { name: "several lines", section: "5.3", lines: ["gzip;q=0.5", "zstd"], wants: [["zstd"], ["gzip"], ["identity"]] },
  { name: "empty members", section: "5.6.1.2", lines: [",, ,gzip,,"], wants: [["gzip"], ["identity"]] },
  {
    name: "5 kB",
    section: "12.5.3",
    lines: [`${"x0123456789;q=0.5, ".repeat(260)}gzip`],
    wants: [["gzip"], ["identity"]],
  },
  {
    name: "weight that is none",
    section: "12.4.2",
    lines: ["br;q=high, zstd;q=1.5, gzip;q=0.5"],
    wants: [["gzip"], ["identity"]],
  },
  { name: "blanks in a weight", section: "12.4.2", lines: ["gzip;q = 0, identity;q=-1"], wants: [["identity"]] },
  { name: "malformed", section: "12.5.3", lines: ["gzip br;;=,/zstd\xff;q"], wants: [["identity"]] },
];

/** How a request reaches the document at `path`. */
export type TargetRow = Row & { request: (method: string, path: string) => string };

const target = (name: string, section: string, of: (path: string) => string): TargetRow => ({
  name,
  section,
  request: (method, path) => `${method} ${of(path)} HTTP/1.1`,
});

export const targetRows: TargetRow[] = [
  target("a query string", "4.2.3", (path) => `${path}?utm_source=x&y=%zz`),
  target("an empty query", "4.2.3", (path) => `${path}?`),
  target("another path in the query", "4.2.3", (path) => `${path}?a=b?c=/feeds.opml`),
  target("absolute form", "9112, 3.2.2", (path) => `http://feeds.example${path}`),
  target("absolute form of https", "9112, 3.2.2", (path) => `https://feeds.example${path}`),
  target("another host and port", "9112, 3.2.2", (path) => `HTTP://other.example:81${path}?x=/y`),
  target("percent-encoded", "4.2.3", (path) =>
    path.replace(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
  ),
  { name: "an empty line before", section: "9112, 2.2", request: (method, path) => `\r\n${method} ${path} HTTP/1.1` },
];

/** @param isKept whether the connection stays open after an answer with this status */
export type ConnectionRow = Row & { version: string; lines: Lines; isKept: (status: number) => boolean };

export const connectionRows: ConnectionRow[] = [
  { name: "1.1", section: "9112, 9.3", version: "1.1", lines: [], isKept: () => true },
  { name: "1.1, kept", section: "9112, 9.3", version: "1.1", lines: ["Keep-Alive"], isKept: () => true },
  { name: "1.1, close", section: "9112, 9.6", version: "1.1", lines: ["close"], isKept: () => false },
  { name: "1.1, CLOSE", section: "7.6.1", version: "1.1", lines: ["CLOSE"], isKept: () => false },
  { name: "1.1, close in a list", section: "7.6.1", version: "1.1", lines: ["x, close"], isKept: () => false },
  { name: "1.0", section: "9112, 9.3", version: "1.0", lines: [], isKept: () => false },
  { name: "1.0, close", section: "9112, 9.3", version: "1.0", lines: ["close"], isKept: () => false },
  // Node ends such a connection after what says no length; whoever answers may always do so.
  {
    name: "1.0, kept",
    section: "9112, 9.3",
    version: "1.0",
    lines: ["keep-alive"],
    isKept: (status) => status !== 304,
  },
];
