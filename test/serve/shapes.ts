/** A request as it is on the wire (Latin-1), and every status that the client hears before the connection ends. */
export type Shape = { what: string; section: string; bytes: string; statuses: readonly number[] };

const host = "Host: feeds.example\r\n";
const hidden = `GET /healthz HTTP/1.1\r\n${host}\r\n`;
const end = "0\r\n\r\n";
const inOneChunk = `${hidden.length.toString(16)}\r\n${hidden}\r\n${end}`;

type Row = readonly [what: string, section: string, bytes: string, ...statuses: number[]];
const shapes = (rows: readonly Row[]): Shape[] =>
  rows.map(([what, section, bytes, ...statuses]) => ({ what, section, bytes, statuses }));
const get = (lines: string, target = "/healthz") => `GET ${target} HTTP/1.1\r\n${lines}\r\n`;
const post = (lines: string, body: string) => `POST /admin/import HTTP/1.1\r\n${host}${lines}\r\n${body}`;
const chunked = (body: string) => post("Transfer-Encoding: chunked\r\n", body);

/** Requests that two readers could understand differently: one answer at most, and the hidden request never has one. */
export const ambiguous = shapes([
  ["two lengths", "9112 6.3", post("Content-Length: 3\r\nContent-Length: 4\r\n", "abcd"), 400],
  ["the same length twice", "9112 6.3", post("Content-Length: 3\r\nContent-Length: 3\r\n", "abc"), 400],
  ["a list of lengths", "9112 6.3", post("Content-Length: 3, 3\r\n", "abc"), 400],
  ["length and coding", "9112 6.3", post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", end + hidden), 400],
  ["coding and length", "9112 6.3", post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", end + hidden), 400],
  ["length with a plus", "9110 8.6", post("Content-Length: +5\r\n", "abcde"), 400],
  ["negative length", "9110 8.6", post("Content-Length: -5\r\n", "abcde"), 400],
  ["length with a point", "9110 8.6", post("Content-Length: 5.0\r\n", "abcde"), 400],
  ["hexadecimal length", "9110 8.6", post("Content-Length: 0x5\r\n", "abcde"), 400],
  ["two lengths in one", "9110 8.6", post("Content-Length: 5 5\r\n", "abcde"), 400],
  ["empty length", "9110 8.6", post("Content-Length: \r\n", "abcde"), 400],
  ["endless length", "9110 8.6", post("Content-Length: 99999999999999999999999\r\n", "abcde"), 400],
  ["space after the name of the length", "9112 5.1", post("Content-Length : 5\r\n", "abcde"), 400],
  ["space after the name of the coding", "9112 5.1", post("Transfer-Encoding : chunked\r\n", end + hidden), 400],
  ["folded coding", "9112 5.2", post("Transfer-Encoding:\r\n chunked\r\n", end + hidden), 400],
  ["chunked twice", "9112 6.1", post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", end), 400],
  ["chunked, then identity", "9112 6.1", post("Transfer-Encoding: chunked, identity\r\n", end + hidden), 400],
  [
    "chunked and a line of identity",
    "9112 6.1",
    post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n", end),
    400,
  ],
  ["identity, then chunked", "9112 6.1", post("Transfer-Encoding: identity, chunked\r\n", end + hidden), 501],
  ["gzip, then chunked", "9112 6.1", post("Transfer-Encoding: gzip, chunked\r\n", end + hidden), 501],
  ["unknown coding", "9112 6.1", post("Transfer-Encoding: xchunked\r\n", end + hidden), 501],
  ["coding with a parameter", "9112 6.1", post("Transfer-Encoding: chunked;q=1\r\n", end + hidden), 501],
  ["coding after a vertical tab", "9112 6.1", post("Transfer-Encoding: \x0bchunked\r\n", end + hidden), 400],
  [
    "coding in HTTP/1.0",
    "9112 6.1",
    `POST /admin/import HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n${end}${hidden}`,
    400,
  ],
  ["chunk extension", "9112 7.1.1", chunked(`3;a=b\r\nabc\r\n${end}`), 401],
  ["chunk extension that ends in LF", "9112 7.1.1", chunked(`3;a\nabc\r\n${end}`), 400],
  ["chunk size that ends in LF", "9112 7.1", chunked(`3\nabc\n${end}`), 400],
  ["chunk size that is none", "9112 7.1", chunked(`g\r\nabc\r\n${end}`), 400],
  ["negative chunk size", "9112 7.1", chunked(`-1\r\nabc\r\n${end}`), 400],
  ["chunk size with a prefix", "9112 7.1", chunked(`0x3\r\nabc\r\n${end}`), 400],
  ["chunk size with a space", "9112 7.1", chunked(`3 \r\nabc\r\n${end}`), 400],
  ["chunk size beyond 64 bits", "9112 7.1", chunked(`fffffffffffffffff\r\nabc\r\n${end}`), 400],
  ["no chunk size", "9112 7.1", chunked(`\r\nabc\r\n${end}`), 400],
  ["chunk longer than its size", "9112 7.1", chunked(`3\r\nabcd\r\n${end}`), 400],
  ["a request in the body of a GET", "9110 9.3.1", get(`${host}Content-Length: ${hidden.length}\r\n`) + hidden, 200],
  ["a request in a chunk of a GET", "9110 9.3.1", get(`${host}Transfer-Encoding: chunked\r\n`) + inOneChunk, 200],
  ["a request in a refused body", "9110 15.5.2", post(`Content-Length: ${hidden.length}\r\n`, hidden), 401],
  ["a request after “close”", "9112 9.6", get(`${host}Connection: close\r\n`) + hidden, 200],
  ["no HTTP behind a request", "9112 3", `${get(host)}GARBAGE\r\n\r\n`, 200],
  ["no HTTP behind a document", "9112 3", `${get(host, "/nope")}GARBAGE\r\n\r\n`, 404],
]);

/** Requests that HTTP/1.1 does not allow, or that ask for another protocol. */
export const malformed = shapes([
  ["no Host", "9112 3.2", get(""), 400],
  ["no Host, absolute form", "9112 3.2", get("", "http://feeds.example/healthz"), 400],
  ["no Host in HTTP/1.0", "9112 3.2", "GET /healthz HTTP/1.0\r\n\r\n", 200],
  ["two Hosts", "9112 3.2", get(`${host}Host: other.example\r\n`), 400],
  ["the same Host twice", "9112 3.2", get(`${host}${host}`), 400],
  ["no name in Host", "9112 3.2", get("Host:\r\n"), 200],
  ["a path in Host", "9112 3.2", get("Host: a/b\r\n"), 400],
  ["a user in Host", "9112 3.2", get("Host: u@feeds.example\r\n"), 400],
  ["IPv6 in Host", "9112 3.2", get("Host: [::1]:8080\r\n"), 200],
  ["another host in the target", "9112 3.2.2", get(host, "http://other.example/healthz"), 200],
  ["a target without a slash", "9112 3.2", get(host, "healthz"), 400],
  ["a space in the target", "9112 3.2", get(host, "/heal thz"), 400],
  ["a tab before the target", "9112 3", `GET\t/healthz HTTP/1.1\r\n${host}\r\n`, 400],
  ["HTTP/0.9", "9110 15.6.6", "GET /healthz\r\n\r\n", 505],
  ["HTTP/1.2", "9110 15.6.6", `GET /healthz HTTP/1.2\r\n${host}\r\n`, 400],
  ["HTTP/2.0", "9110 15.6.6", `GET /healthz HTTP/2.0\r\n${host}\r\n`, 505],
  ["HTTP/2’s preface", "9113 3.4", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400],
  [
    "h2c",
    "9110 7.8",
    get(`${host}Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n`),
    200,
  ],
  [
    "WebSocket",
    "9110 7.8",
    get(`${host}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n`),
    200,
  ],
  ["CONNECT", "9110 9.3.6", `CONNECT other.example:80 HTTP/1.1\r\n${host}\r\n`],
  ["TRACE", "9110 9.3.8", `TRACE /healthz HTTP/1.1\r\n${host}\r\n`, 405],
  ["OPTIONS *", "9110 9.3.7", `OPTIONS * HTTP/1.1\r\n${host}\r\n`, 204],
  ["no method that is known", "9110 9.1", `FOO /healthz HTTP/1.1\r\n${host}\r\n`, 400],
  ["a method in small letters", "9110 9.1", `get /healthz HTTP/1.1\r\n${host}\r\n`, 400],
  ["NUL in a value", "9110 5.5", get(`${host}X-A: a\0b\r\n`), 400],
  ["NUL in a name", "9110 5.1", get(`${host}X\0A: a\r\n`), 400],
  ["a bare CR", "9112 2.2", get(`${host}X-A: a\rX-B: b\r\n`), 400],
  ["a bare LF", "9112 2.2", get(`${host}X-A: a\nX-B: b\r\n`), 400],
  ["LF only", "9112 2.2", "GET /healthz HTTP/1.1\nHost: x\n\n", 400],
  ["CRLF before the request", "9112 2.2", `\r\n\r\n${get(host)}`, 200],
  ["a folded line", "9112 5.2", get(`${host}X-A: a\r\n b\r\n`), 400],
  ["a space before the first line", "9112 2.2", get(` X: y\r\n${host}`), 400],
  ["a space before the colon", "9112 5.1", get(`${host}X-A : a\r\n`), 400],
  ["no name", "9112 5", get(`${host}: a\r\n`), 400],
  ["no colon", "9112 5", get(`${host}abc\r\n`), 400],
  ["Latin-1 in a name", "9110 5.1", get(`${host}X-\xe9: a\r\n`), 400],
  ["Latin-1 in a value", "9110 5.5", get(`${host}X-A: \xe9\r\n`), 200],
  ["an unknown expectation", "9110 10.1.1", get(`${host}Expect: tea\r\n`), 417],
  ["an unknown expectation, and a request behind it", "9110 10.1.1", get(`${host}Expect: tea\r\n`) + get(host), 417],
  ["an unknown expectation, two Hosts", "9112 3.2", get(`${host}${host}Expect: tea\r\n`), 400],
]);

/** Requests that are too large and are refused before they are read. */
export const oversized = shapes([
  ["a URL of 8 kB", "9110 4.1", get(host, `/${"a".repeat(8_000)}`), 404],
  ["a URL of 64 kB", "9110 15.5.15, 6585 5", get(host, `/${"a".repeat(64_000)}`), 431],
  ["a URL of 1 MB", "9110 15.5.15, 6585 5", get(host, `/${"a".repeat(1_000_000)}`), 431],
  ["a header of 15 kB", "9110 5.4", get(`${host}X-A: ${"a".repeat(15_000)}\r\n`), 200],
  ["a header of 20 kB", "6585 5", get(`${host}X-A: ${"a".repeat(20_000)}\r\n`), 431],
  ["a header of 1 MB", "6585 5", get(`${host}X-A: ${"a".repeat(1_000_000)}\r\n`), 431],
  ["5,000 headers", "6585 5", get(`${host}${"a: b\r\n".repeat(5_000)}`), 431],
  ["a method of 100 kB", "9112 3", `${"G".repeat(100_000)} / HTTP/1.1\r\n${host}\r\n`, 400],
]);
