import { test } from "tap";
import type { Clock } from "../../src/clock.ts";
import { CourantError } from "../../src/errors.ts";
import type { FetchAnswer, Fetcher } from "../../src/fetch/fetcher.ts";
import { openRobots, parseRobots } from "../../src/sources/robots.ts";

const address = "https://a.example/robots.txt";

test("robots.txt is obeyed as RFC 9309 has it", (t) => {
  const text =
    "\uFEFFUser-agent: *\r\nDisallow: /\r\n\r\nUser-Agent: courant\r\nDisallow: /private # no\r\nAllow: /private/open$\r\nDisallow: /*.pdf\r\nCrawl-delay: 5\r\n";
  const { refusalFor: against, pauseMs: pause } = parseRobots(address, text);
  t.equal(pause, 5000);
  for (const path of ["/", "/blog/1", "/private/open", "/robots.txt"])
    t.equal(against(`https://a.example${path}`), undefined, path);
  for (const path of ["/private", "/private/open/more", "/a.pdf?x", "/%70rivate"]) {
    t.match(against(`https://a.example${path}`), /a\.example\/robots\.txt does not allow programs/, path);
  }
  t.match(
    parseRobots(address, "User-agent: *\nDisallow: /").refusalFor("https://a.example/x"),
    /does not allow programs/,
  );
  t.match(parseRobots(address, "User-agent: CourantBot\nDisallow: /").refusalFor("https://a.example/x"), undefined);
  t.equal(parseRobots(address, "User-agent: *\nCrawl-delay: 100000").pauseMs, 60_000);
  t.equal(parseRobots(address, "User-agent: *\nCrawl-delay: much").pauseMs, 1000);
  for (const text of ["", "\0\xff<html>", "Disallow: /", "<!doctype html><p>Disallow: /"]) {
    t.equal(parseRobots(address, text).refusalFor("https://a.example/"), undefined, JSON.stringify(text));
  }
  t.end();
});

test("a site is asked once a day; what cannot be read forbids everything for an hour", async (t) => {
  let now = 0;
  const asked: string[] = [];
  let answer: () => FetchAnswer = () => found(404);
  const found = (status: number, body = ""): FetchAnswer => ({
    ...{ status, url: address, movedTo: undefined, headers: {}, isWhole: true },
    body: Buffer.from(body),
  });
  const fetcher: Fetcher = {
    async fetch(url) {
      asked.push(url);
      return answer();
    },
    close: async () => {},
  };
  const clock: Clock = { now: () => now, sleep: async () => {}, after: () => () => {} };
  const rulesOf = openRobots({ fetcher, clock });
  const against = async (url = "https://a.example/1") => (await rulesOf(url)).refusalFor(url);

  t.equal(await against(), undefined, "there is none");
  answer = () => found(200, "User-agent: *\nDisallow: /1");
  t.equal(await against(), undefined);
  t.equal(await against("https://a.example:8443/2"), undefined);
  t.same(asked, [address, "https://a.example:8443/robots.txt"], "each site has its own");
  now += 86_400_000;
  t.match(await against(), /does not allow programs/);
  for (const failing of [
    () => found(503),
    () => found(429),
    () => {
      throw new CourantError("FETCH_FAILED", "nobody is there");
    },
  ]) {
    now += 86_400_000;
    answer = failing;
    t.match(await against("https://a.example/2"), /so Courant requests no page of this site/);
    answer = () => found(200);
    t.match(await against("https://a.example/2"), /so Courant requests no page/, "it is not asked again at once");
    now += 3_600_000;
    t.equal(await against("https://a.example/2"), undefined, "but after an hour");
  }
});
