import fc from "fast-check";
import { test } from "tap";
import { readEnvironment, settingVariables } from "../../src/config/environment.ts";
import { CourantError } from "../../src/errors.ts";

function mistakesOf(env: Record<string, string>): string[] {
  try {
    readEnvironment(env);
    return [];
  } catch (error) {
    if (!(error instanceof CourantError) || error.code !== "CONFIG_INVALID") throw error;
    return error.message.split("\n");
  }
}

type SettingName = keyof typeof settingVariables;

const defaults = {
  configFile: "config/courant.yaml",
  host: "127.0.0.1",
  port: 8080,
  socket: undefined,
  baseUrl: "http://127.0.0.1:8080",
  baseUrlIsDefault: true,
  dataDir: "data",
  feedsDir: "feeds",
  adminToken: undefined,
  logLevel: "info",
  origins: {},
  misspellings: [],
};

test("an empty environment is the defaults, and empty values count as unset", (t) => {
  t.same(readEnvironment({}), defaults);
  const names = [
    "CONFIG_FILE",
    "HOST",
    "PORT",
    "SOCKET",
    "BASE_URL",
    "DATA_DIR",
    "FEEDS_DIR",
    "ADMIN_TOKEN",
    "LOG_LEVEL",
  ];
  t.same(readEnvironment(Object.fromEntries(names.map((name) => [name, ""]))), defaults);
  t.end();
});

test("every name is read", (t) => {
  const env = {
    CONFIG_FILE: "/etc/courant.yaml",
    HOST: "0.0.0.0",
    PORT: "80",
    SOCKET: "/run/courant/courant.sock",
    BASE_URL: "https://Feeds.example.org:443/",
    DATA_DIR: "/var/lib/courant",
    FEEDS_DIR: "/srv/feeds",
    ADMIN_TOKEN: "0123456789abcdef-._~+/==",
    LOG_LEVEL: "silent",
  };
  t.same(readEnvironment(env), {
    configFile: "/etc/courant.yaml",
    host: "0.0.0.0",
    port: 80,
    socket: "/run/courant/courant.sock",
    baseUrl: "https://feeds.example.org",
    baseUrlIsDefault: false,
    dataDir: "/var/lib/courant",
    feedsDir: "/srv/feeds",
    adminToken: "0123456789abcdef-._~+/==",
    logLevel: "silent",
    origins: Object.fromEntries(Object.keys(env).map((name) => [settingVariables[name as SettingName], "environment"])),
    misspellings: [],
  });
  t.end();
});

test("the base URL may have a path, which documents name and a proxy takes off", (t) => {
  const cases: [given: string, baseUrl: string][] = [
    ["https://example.org/blog", "https://example.org/blog"],
    ["https://Example.org:443/a/Blog-1_~./", "https://example.org/a/Blog-1_~."],
    ["http://example.org/%C3%A9", "http://example.org/%C3%A9"],
  ];
  for (const [BASE_URL, baseUrl] of cases) t.equal(readEnvironment({ BASE_URL }).baseUrl, baseUrl, BASE_URL);
  t.equal(mistakesOf({ PUBLISHING_URL: "http://10.0.0.2/blog" }).length, 1, "but that of publishing has none");
  t.end();
});

test("the default base URL is an address that can be asked", (t) => {
  const cases: [host: string, port: string, baseUrl: string][] = [
    ["0.0.0.0", "8080", "http://localhost:8080"],
    ["::", "8080", "http://localhost:8080"],
    ["0:0:0:0:0:0:0:0", "8080", "http://localhost:8080"],
    ["::1", "8080", "http://[::1]:8080"],
    ["2001:db8::1", "80", "http://[2001:db8::1]"],
    ["feeds.example.org", "80", "http://feeds.example.org"],
    ["127.0.0.1", "0", "http://127.0.0.1:0"],
  ];
  for (const [HOST, PORT, baseUrl] of cases) t.equal(readEnvironment({ HOST, PORT }).baseUrl, baseUrl, HOST);
  t.end();
});

test("a socket's path is absolute and has room in the system's structure; documents need BASE_URL then", (t) => {
  const longest = `/${"é".repeat(51)}`;
  t.match(readEnvironment({ SOCKET: longest, PORT: "0" }), {
    socket: longest,
    baseUrl: "http://localhost",
    baseUrlIsDefault: true,
  });
  for (const SOCKET of ["courant.sock", "./courant.sock", `${longest}éééé`, " /run/courant.sock"]) {
    t.match(mistakesOf({ SOCKET }), [/^SOCKET: found .*, expected an absolute path of at most 10[37] bytes$/], SOCKET);
  }
  t.end();
});

test("each mistake is named exactly, all at once", (t) => {
  t.same(
    mistakesOf({ HOST: "a:80", PORT: "65536", BASE_URL: "example.org", LOG_LEVEL: "loud", ADMIN_TOKEN: "with space" }),
    [
      'HOST: found "a:80", expected an IP address or a host name, without a port',
      'PORT: found "65536", expected a whole number from 0 to 65535',
      'LOG_LEVEL: found "loud", expected one of fatal, error, warn, info, debug, trace, silent',
      'BASE_URL: found "example.org", expected an address such as https://feeds.example.org, without a query or user',
      "ADMIN_TOKEN: expected visible ASCII characters, without spaces (its value is not shown)",
    ],
  );
  t.end();
});

test("values that look nearly right are refused", (t) => {
  for (const PORT of ["-1", "80 ", "1e3", "0x50", "8080.0", "１", "999999"])
    t.equal(mistakesOf({ PORT }).length, 1, PORT);
  for (const HOST of ["[::1]", "a b", "1.2.3.999", "a/b", "fe80::1%eth0", "host:1"])
    t.equal(mistakesOf({ HOST }).length, 1, HOST);
  for (const BASE_URL of [
    "ftp://example.org",
    "https://example.org/feeds?",
    "https://example.org/feeds/..",
    "https://example.org/./feeds",
    "https://example.org//feeds",
    "https://example.org/feeds//",
    "https://example.org/a b",
    "https://example.org/é",
    'https://example.org/"',
    "https://example.org/%2",
    "https://example.org/a<b>",
    "https://example.org/?",
    "https://example.org#",
    "https://exa\nmple.org",
    "https:example.org",
    "https://user@example.org",
    "https://",
    "https://example.org:99999",
    "https://example.org\\feeds",
    " https://example.org",
  ]) {
    t.equal(mistakesOf({ BASE_URL }).length, 1, BASE_URL);
  }
  for (const LOG_LEVEL of ["INFO", "info ", "toString"]) t.equal(mistakesOf({ LOG_LEVEL }).length, 1, LOG_LEVEL);
  for (const ADMIN_TOKEN of ["0123456789abcdef ", "0123456789abcdeé", "0123456789abcdef\n", " ", "a\u007F"]) {
    t.equal(mistakesOf({ ADMIN_TOKEN }).length, 1, ADMIN_TOKEN);
  }
  t.end();
});

test("no message holds the token, or the password of an address", (t) => {
  const secret = fc.stringMatching(/^[A-Z]{8,30}$/);
  t.doesNotThrow(() =>
    fc.assert(
      fc.property(secret, fc.constantFrom(" ", "é", "\n", "\u0000"), (word, illegal) => {
        const message = mistakesOf({
          ADMIN_TOKEN: word + illegal,
          BASE_URL: `https://me:${word}@example.org`,
          PORT: "x",
        }).join("\n");
        return message.includes("ADMIN_TOKEN") && message.includes("BASE_URL") && !message.includes(word);
      }),
    ),
  );
  t.end();
});
