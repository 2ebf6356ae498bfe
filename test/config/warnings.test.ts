import { test } from "tap";
import { type Environment, readEnvironment } from "../../src/config/environment.ts";
import { findWarnings, isLoopback } from "../../src/config/warnings.ts";

/** Warnings of a configuration that is otherwise fit for readers. */
function warnings({ url = "https://courant.press/", ...env }: Record<string, string>): string[] {
  const environment: Environment = readEnvironment({ BASE_URL: "https://feeds.courant.press", ...env });
  return findWarnings({ site: { title: "Test", url, language: "en" }, channels: [], environment });
}

test("a site and an origin that readers can reach need no warning", (t) => {
  t.same(warnings({}), []);
  t.end();
});

test("a site with a reserved name is told: what it is, why it matters, what to set", (t) => {
  t.same(warnings({ url: "https://example.org/", CONFIG_FILE: "/etc/courant.yaml" }), [
    "/etc/courant.yaml: site.url is https://example.org/, and example.org is a name that is reserved for examples and " +
      "tests: feeds link there, and readers find nothing there. Set site.url to the address of your site's home page.",
  ]);
  for (const host of [
    "example.com",
    "EXAMPLE.net:8443",
    "www.example.org",
    "example.org.",
    "example",
    "site.example",
    "site.test",
    "nothing.invalid",
    "localhost:3000",
  ]) {
    t.match(warnings({ url: `https://${host}/blog` }), [/^config\/courant\.yaml: site\.url is https:/], host);
  }
  t.end();
});

test("a name that only looks reserved is none", (t) => {
  for (const host of ["myexample.org", "example.org.evil.net", "example.de", "example.co", "test.org", "exa-mple.com"])
    t.same(warnings({ url: `https://${host}/` }), [], host);
  t.same(warnings({ url: "https://courant.press/example.org" }), []);
  t.end();
});

test("an origin of this machine alone is told, given or default", (t) => {
  const why =
    ", an address of this machine alone. The ids and links of feeds point there, and readers elsewhere cannot follow " +
    "them. Set BASE_URL to the origin that readers use, such as https://feeds.example.org, before anyone subscribes.";
  t.same(warnings({ BASE_URL: "http://localhost:8080" }), [`BASE_URL is http://localhost:8080${why}`]);
  const untold: [env: Record<string, string>, origin: string][] = [
    [{}, "http://127.0.0.1:8080"],
    [{ HOST: "0.0.0.0" }, "http://localhost:8080"],
    [{ HOST: "::" }, "http://localhost:8080"],
    [{ HOST: "::1", PORT: "80" }, "http://[::1]"],
    [{ SOCKET: "/run/courant.sock" }, "http://localhost"],
  ];
  for (const [env, origin] of untold) {
    t.same(warnings({ ...env, BASE_URL: "" }), [`BASE_URL is not set: documents name ${origin}${why}`], origin);
  }
  t.end();
});

test("loopback is what leads to this machine, however it is spelled, and nothing that looks like it", (t) => {
  for (const host of [
    "127.0.0.1",
    "127.255.1.2:99",
    "127.1",
    "0x7f000001",
    "[::1]",
    "[0:0:0:0:0:0:0:1]:8080",
    "[::ffff:127.0.0.1]",
    "0.0.0.0",
    "localhost",
    "LOCALHOST",
    "localhost.",
    "feeds.localhost:80",
  ]) {
    t.ok(isLoopback(`http://${host}`), host);
  }
  for (const host of [
    "127.0.0.1.example.net",
    "localhost.evil.org",
    "notlocalhost",
    "126.0.0.1",
    "128.0.0.1",
    "[::2]",
    "192.168.1.5",
    "10.0.0.1",
    "feeds.example.org",
  ]) {
    t.notOk(isLoopback(`http://${host}`), host);
  }
  t.end();
});

test("both are told at once, the site first", (t) => {
  const both = warnings({ url: "https://example.org/", BASE_URL: "" });
  t.match(both, [/site\.url/, /^BASE_URL is not set/]);
  t.equal(both.length, 2);
  t.end();
});
