import { rm, writeFile } from "node:fs/promises";
import { test } from "tap";
import { wideNetworkOf } from "../../src/http/networks.ts";
import { createSubscriberFollower } from "../../src/published/follow-subscribers.ts";
import { sha256 } from "../../src/published/sha256.ts";
import { type PrivateAddress, subscribersFile, writeSubscribers } from "../../src/published/subscribers.ts";
import { createPublishedView } from "../../src/published/view.ts";
import { createAddressUses, createAddressUseTable, createDaySalt } from "../../src/serve/address-uses.ts";
import { findSubscriber, parseBasic, parsePrivatePath } from "../../src/serve/private-access.ts";

const address = (selector: string, secret: string, more: Partial<PrivateAddress> = {}): PrivateAddress => ({
  selector,
  hash: sha256(Buffer.from(secret)),
  channel: "inside",
  ...more,
});

test("a private path has both parts of a credential, and anything else has none", (t) => {
  t.same(parsePrivatePath("/private/a-_1.b-_2/feeds/x.rss"), {
    credential: { selector: "a-_1", secret: "b-_2" },
    path: "/feeds/x.rss",
  });
  t.same(parsePrivatePath("/private/a.b//private/c.d/x")?.path, "//private/c.d/x");
  for (const path of [
    "/private",
    "/private/",
    "/private/a",
    "/private/a.b",
    "/private/.b/x",
    "/private/a./x",
    "/private/a.b.c/x",
    "/private/a b.c/x",
    "/private/a.ü/x",
    "//private/a.b/x",
    "/PRIVATE/a.b/x",
  ]) {
    t.equal(parsePrivatePath(path), undefined, path);
  }
  t.end();
});

test("HTTP Basic is read as RFC 7617 writes it", (t) => {
  const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
  t.same(parseBasic(basic("a:b")), { selector: "a", secret: "b" });
  t.same(parseBasic(basic("a:b").replace("Basic", "bASIC")), { selector: "a", secret: "b" });
  t.same(parseBasic(basic("a:b:c")), { selector: "a", secret: "b:c" });
  t.same(parseBasic(basic(":")), { selector: "", secret: "" });
  for (const header of [
    undefined,
    "",
    "Basic",
    "Basic ",
    basic("ab"),
    "Bearer YTpi",
    `Basic ${"A".repeat(500)}`,
    "Basic ä",
    "Basic YTpi, Basic YTpi",
  ]) {
    t.equal(parseBasic(header), undefined, String(header));
  }
  t.end();
});

test("serving knows the addresses in FEEDS_DIR, and a damaged file changes nothing", async (t) => {
  const folder = t.testdir();
  const { view, apply } = createPublishedView();
  const problems: string[] = [];
  const follower = createSubscriberFollower({
    folder,
    onUpdate: (step) => step.forEach(apply),
    onProblem: (problem) => problems.push(problem),
  });
  const find = (selector: string, secret: string) => findSubscriber(view, { selector, secret });
  await follower.look();
  t.equal(find("a", "1"), undefined, "there is no file");
  await writeSubscribers(folder, [address("a", "1"), address("b", "2", { isEnded: true, former: "before" })]);
  await follower.look();
  t.same(find("a", "1"), { selector: "a", channel: "inside", former: undefined, isRevoked: false });
  t.same(find("b", "2"), { selector: "b", channel: "inside", former: "before", isRevoked: true });
  for (const [selector, secret] of [
    ["a", "2"],
    ["a", ""],
    ["c", "1"],
    ["", ""],
    ["__proto__", "1"],
    ["constructor", ""],
  ] as const) {
    t.equal(find(selector, secret), undefined, `${selector}:${secret}`);
  }
  const damaged = ["", "[", "{}", '[{"selector":"a"}]', '[{"selector":"a","hash":"0","channel":"inside"}]'];
  for (const text of damaged) {
    await writeFile(subscribersFile(folder), text);
    await follower.look();
    await follower.look();
    t.ok(find("a", "1"), text);
  }
  t.equal(problems.length, damaged.length, "each is said once");
  const late = createPublishedView();
  for (const update of follower.updates()) late.apply(update);
  t.ok(findSubscriber(late.view, { selector: "a", secret: "1" }), "a new thread knows them too");
  await rm(subscribersFile(folder));
  await follower.look();
  t.equal(find("a", "1"), undefined, "without the file, nobody is let in");
  await writeSubscribers(folder, []);
  t.equal(find("a", "1"), undefined);
});

test("networks are counted for a day, by all threads together, and cannot be compared with another day", (t) => {
  const noon = Date.parse("2026-03-01T12:00:00Z");
  let salt = createDaySalt(noon);
  const [first, second] = [createAddressUses(() => salt), createAddressUses(() => salt)];
  const table = createAddressUseTable();
  for (const ip of ["192.0.2.1", "192.0.2.200", "192.0.3.1", undefined]) first.note("a", ip);
  for (const ip of ["192.0.2.7", "2001:db8:1:2::1", "2001:db8:1:3::1", "::ffff:192.0.3.9"]) second.note("a", ip);
  second.note("b", "192.0.2.1");
  const report = first.take();
  t.notMatch(JSON.stringify(report), "192.0");
  t.same(first.take().addresses, []);
  table.add(report);
  table.add(second.take());
  t.same(table.take(), [
    { selector: "a", day: "2026-03-01", networks: 4 },
    { selector: "b", day: "2026-03-01", networks: 1 },
  ]);
  t.same(table.take(), []);
  for (let number = 0; number < 2000; number++) first.note("c", `10.${number >> 8}.${number & 255}.1`);
  table.add(first.take());
  t.match(table.take(), [{ selector: "c", networks: 500 }], "a flood is bounded");
  salt = createDaySalt(noon + 86_400_000);
  first.note("a", "192.0.2.1");
  const next = first.take();
  t.not(next.addresses[0]?.networks[0], report.addresses[0]?.networks[0]);
  table.add(next);
  table.add({ ...report, addresses: [{ selector: "a", networks: ["late"] }] });
  t.same(table.take(), [{ selector: "a", day: "2026-03-02", networks: 1 }]);
  const unknown = createAddressUses(() => undefined);
  unknown.note("a", "192.0.2.1");
  t.same(unknown.take().addresses, []);
  t.end();
});

test("a wide network is a /24 of IPv4 or a /48 of IPv6", (t) => {
  t.equal(wideNetworkOf("192.0.2.55"), "192.0.2");
  t.equal(wideNetworkOf("::ffff:192.0.2.55"), "192.0.2");
  t.equal(wideNetworkOf("2001:db8:0:ff::1"), wideNetworkOf("2001:db8:0:1::2"));
  t.not(wideNetworkOf("2001:db8:1::1"), wideNetworkOf("2001:db8:2::1"));
  t.equal(wideNetworkOf("unix"), "unix");
  t.end();
});
