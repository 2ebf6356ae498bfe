import fc from "fast-check";
import { test } from "tap";
import { leaseFor } from "../../../src/push/websub/leases.ts";
import { readSubscriptionRequest, withParameters } from "../../../src/push/websub/request.ts";

const base = {
  "hub.mode": "subscribe",
  "hub.topic": "https://feeds.example/feeds/news.rss",
  "hub.callback": "https://reader.example/callback",
};

const read = (body: string | Buffer) => readSubscriptionRequest(Buffer.from(body));
const form = (changes: Record<string, string | undefined>) =>
  new URLSearchParams(
    Object.entries({ ...base, ...changes }).flatMap(([name, value]): [string, string][] =>
      value === undefined ? [] : [[name, value]],
    ),
  ).toString();

test("what a request says is read to the letter", (t) => {
  t.same(read(form({})), {
    mode: "subscribe",
    topic: base["hub.topic"],
    callback: base["hub.callback"],
    leaseSeconds: undefined,
    secret: undefined,
  });
  const callback = "https://reader.example/callback?a=b%20c+d&e=%C3%BC&e=2";
  t.match(read(form({ "hub.callback": callback })), { callback });
  t.match(read(form({ "hub.secret": "a+b c%&=ü😀" })), { secret: "a+b c%&=ü😀" });
  t.match(read(`${form({})}&hub.secret=a+b%2Bc`), { secret: "a b+c" }, "a plus is a space");
  t.match(read(form({ "hub.lease_seconds": "3600", "hub.foo": "1" })), { leaseSeconds: 3600 });
  t.match(read(`${form({})}&hub.foo=1&hub.foo=2&x`), { mode: "subscribe" }, "unknown parameters are ignored");
  t.match(read(form({ "hub.mode": "unsubscribe", "hub.secret": "", "hub.lease_seconds": "" })), {
    mode: "unsubscribe",
    secret: undefined,
    leaseSeconds: undefined,
  });
  t.match(read(form({ "hub.secret": "x".repeat(199) })), { secret: "x".repeat(199) });
  t.end();
});

test("a mistake is refused with a sentence that names it", (t) => {
  for (const [body, reason] of [
    ["", /^hub\.mode is missing/],
    [form({ "hub.mode": undefined }), /^hub\.mode is missing/],
    [form({ "hub.mode": "Subscribe" }), /^hub\.mode is not known/],
    [form({ "hub.mode": "publish" }), /learns of their changes by itself/],
    [`${form({})}&hub.mode=unsubscribe`, /^hub\.mode is there more than once/],
    [
      `${form({})}&hub.callback=${encodeURIComponent("https://other.example/")}`,
      /^hub\.callback is there more than once/,
    ],
    [`${form({})}&hub.secret=a&hub.secret=a`, /^hub\.secret is there more than once/],
    [form({ "hub.topic": undefined }), /^hub\.topic is missing/],
    [form({ "hub.callback": undefined }), /^hub\.callback is missing/],
    [form({ "hub.callback": "/callback" }), /^hub\.callback is not an address/],
    [form({ "hub.callback": "ftp://reader.example/" }), /^hub\.callback is not an address/],
    [form({ "hub.callback": "javascript:alert(1)" }), /^hub\.callback is not an address/],
    [form({ "hub.callback": "https://reader.example/a b" }), /^hub\.callback is not an address/],
    [form({ "hub.callback": "https://reader.example/\r\nX: y" }), /^hub\.callback is not an address/],
    [form({ "hub.callback": "https://user:pass@reader.example/" }), /^hub\.callback has a user or a password/],
    [form({ "hub.callback": "https://reader.example/#x" }), /^hub\.callback has a fragment/],
    [form({ "hub.callback": `https://reader.example/${"x".repeat(2000)}` }), /^hub\.callback is too long/],
    [form({ "hub.secret": "x".repeat(200) }), /^hub\.secret is too long/],
    [form({ "hub.secret": "ü".repeat(100) }), /^hub\.secret is too long/],
    [form({ "hub.lease_seconds": "-1" }), /^hub\.lease_seconds is not a number/],
    [form({ "hub.lease_seconds": "1e3" }), /^hub\.lease_seconds is not a number/],
    [form({ "hub.lease_seconds": "a day" }), /^hub\.lease_seconds is not a number/],
    [`${form({})}&hub.secret=%FF%FE`, /^hub\.secret is not UTF-8/],
    [Buffer.from([...Buffer.from(`${form({})}&hub.secret=`), 0xe4]), /^The body is not UTF-8/],
  ] as const) {
    const answer = read(body);
    t.match(answer, { refusal: reason }, String(body).slice(0, 200));
    t.notMatch("refusal" in answer && answer.refusal, /[\r\n]/);
  }
  t.end();
});

test("whatever bytes come, the answer is a request or a reason", (t) => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
      const answer = read(Buffer.from(bytes));
      return "refusal" in answer ? answer.refusal.length > 0 : answer.callback.startsWith("http");
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 60 }), (secret) => {
      const answer = read(form({ "hub.secret": secret }));
      const isGiven = "secret" in answer && (answer.secret ?? "") === secret;
      return isGiven || Buffer.byteLength(secret) >= 200 || secret.includes("\uFFFD");
    }),
  );
  t.end();
});

test("a lease is between five minutes and thirty days, and ten days by itself", (t) => {
  const days = 86_400;
  for (const [asked, granted] of [
    [undefined, 10 * days],
    [0, 300],
    [299, 300],
    [301, 301],
    [30 * days, 30 * days],
    [Number.MAX_SAFE_INTEGER, 30 * days],
  ] as const) {
    t.equal(leaseFor(asked), granted, `${asked}`);
  }
  t.end();
});

test("parameters go behind the query of a callback, which stays as it is", (t) => {
  for (const [callback, expected] of [
    ["https://a.example/c", "https://a.example/c?hub.mode=x"],
    ["https://a.example/c?", "https://a.example/c?hub.mode=x"],
    ["https://a.example/c?a=b%20c+d&&e", "https://a.example/c?a=b%20c+d&&e&hub.mode=x"],
    ["https://a.example?a=1&", "https://a.example?a=1&hub.mode=x"],
  ] as const) {
    t.equal(withParameters(callback, { "hub.mode": "x" }), expected);
  }
  t.end();
});
