import type { LookupAddress } from "node:dns";
import { writeFile } from "node:fs/promises";
import type { LookupFunction } from "node:net";
import { join } from "node:path";
import { test } from "tap";
import { createPublicLookup } from "../../src/fetch/public-lookup.ts";
import { slowTest } from "../slow.ts";
import { startDnsServer } from "./dns-server.ts";
import { fetcherFor, outcome, resolver, serve } from "./hostile.ts";

const ask = (lookup: LookupFunction, host: string, options = {}) =>
  new Promise<string>((resolve) => {
    lookup(host, { all: true, ...options }, (error, found) => {
      const addresses = Array.isArray(found) ? (found as LookupAddress[]).map(({ address }) => address) : [found];
      resolve(error ? (error.code ?? error.message) : addresses.join(" "));
    });
  });

slowTest("names whose DNS servers do not answer hold up no other name", async (t) => {
  const slow = Array.from({ length: 50 }, (_, index) => `slow${index}.example`);
  const dns = await startDnsServer(t, {
    ...Object.fromEntries(slow.map((name) => [name, "silent" as const])),
    "fast.example": ["93.184.215.14"],
  });
  const lookup = createPublicLookup({ servers: [dns.server], hostsFile: undefined });
  let unanswered = slow.length;
  const waiting = slow.map((name) =>
    ask(lookup, name).then((said) => {
      unanswered -= 1;
      return said;
    }),
  );
  t.equal(await ask(lookup, "fast.example"), "93.184.215.14");
  t.equal(unanswered, slow.length, "none of them had been given up");
  t.same([...new Set(await Promise.all(waiting))], ["ETIMEOUT"]);
});

test("the addresses of both families, once for all who ask at the same time", async (t) => {
  const dns = await startDnsServer(t, {
    "both.example": ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "93.184.215.14"],
    "six.example": ["2606:2800:21f:cb07:6820:80da:af6b:8b2c"],
    "none.example": [],
    "failing.example": "failing",
  });
  const system = resolver({ "none.example": [[]] });
  const lookup = createPublicLookup({ servers: [dns.server], hostsFile: undefined, system: system.lookup });
  const both = "93.184.215.14 2606:2800:21f:cb07:6820:80da:af6b:8b2c";
  t.same(await Promise.all([ask(lookup, "both.example"), ask(lookup, "both.example")]), [both, both]);
  t.equal(dns.asked.filter((name) => name === "both.example").length, 2, "a question for each family");
  t.equal(await ask(lookup, "six.example"), "2606:2800:21f:cb07:6820:80da:af6b:8b2c");
  t.equal(await ask(lookup, "both.example", { family: 4 }), "93.184.215.14");
  t.equal(await ask(lookup, "both.example", { all: false }), "93.184.215.14");
  t.equal(await ask(lookup, "six.example", { family: 4, all: false }), "the name has no address");
  t.equal(await ask(lookup, "none.example"), "");
  t.same(system.asked, ["none.example"]);
  t.equal(await ask(lookup, "failing.example"), "ESERVFAIL");
  t.same(system.asked, ["none.example"], "the system does not wait for it once more");
});

test("the system resolves local names, those in its file of hosts, and those that DNS does not know", async (t) => {
  const dns = await startDnsServer(t, { "known.example": ["93.184.215.14"], "mapped.example": ["93.184.215.15"] });
  const system = resolver({
    printer: [["10.0.0.1"]],
    "desk.local": [["10.0.0.2"]],
    "mapped.example": [["10.0.0.3"]],
    "cms.intern": [["10.0.0.4"]],
  });
  const hostsFile = join(t.testdir(), "hosts");
  await writeFile(hostsFile, "127.0.0.1 localhost\n10.0.0.3\tother.example Mapped.example # known.example\n");
  const lookup = createPublicLookup({ servers: [dns.server], hostsFile, system: system.lookup });
  t.equal(await ask(lookup, "printer"), "10.0.0.1");
  t.equal(await ask(lookup, "desk.local"), "10.0.0.2");
  t.equal(await ask(lookup, "mapped.example"), "10.0.0.3");
  t.equal(await ask(lookup, "cms.intern"), "10.0.0.4");
  t.equal(await ask(lookup, "known.example"), "93.184.215.14");
  t.equal(await ask(lookup, "nothing.example"), "ENOTFOUND");
  t.notOk(dns.asked.includes("mapped.example"));
  await writeFile(hostsFile, "");
  t.equal(await ask(lookup, "mapped.example"), "93.184.215.15", "the file changed");
});

test("names that the system does not know either are asked for one at a time", async (t) => {
  const dns = await startDnsServer(t, {});
  const pending: (() => void)[] = [];
  const system: LookupFunction = (_host, _options, callback) => {
    pending.push(() => callback(null, [{ address: "10.0.0.1", family: 4 }]));
  };
  const lookup = createPublicLookup({ servers: [dns.server], hostsFile: undefined, system });
  const answers = ["a.example", "b.example", "c.example"].map((host) => ask(lookup, host));
  for (let answered = 0; answered < 3; answered++) {
    while (pending.length <= answered) await new Promise((resolve) => setTimeout(resolve, 5));
    t.equal(pending.length, answered + 1);
    pending[answered]?.();
  }
  t.same(await Promise.all(answers), ["10.0.0.1", "10.0.0.1", "10.0.0.1"]);
});

test("an address that DNS gives and that is not public is refused, and hosts of the allow-list are asked of the system", async (t) => {
  const { port, connections } = await serve(t, (_request, response) => response.end("secret"));
  const dns = await startDnsServer(t, {
    "private.example": ["127.0.0.1"],
    "mixed.example": ["93.184.215.14", "10.0.0.1"],
  });
  const publicLookup = createPublicLookup({ servers: [dns.server], hostsFile: undefined });
  const system = resolver({ "allowed.example": [["127.0.0.1"]] });
  const fetcher = fetcherFor(t, { allow: [`allowed.example:${port}`], lookup: system.lookup, publicLookup });
  for (const host of ["private.example", "mixed.example"])
    t.match(await outcome(fetcher, `http://${host}:${port}/`), /^FETCH_REFUSED: .*fetching\.allow/, host);
  t.equal(connections(), 0);
  t.equal(await outcome(fetcher, `http://allowed.example:${port}/`), "200 6");
  t.same(system.asked, ["allowed.example"]);
});
