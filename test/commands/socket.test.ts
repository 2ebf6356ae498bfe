import { once } from "node:events";
import { readFile, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { type Test, test } from "tap";
import { Agent, request } from "undici";
import { startService } from "../service.ts";
import { slowTest } from "../slow.ts";
import { type Place, place, run, startProcess } from "./process.ts";

async function socketPlace(t: Test): Promise<Place & { socket: string }> {
  const where = await place(t);
  const socket = join(where.folder, "courant.sock");
  return { ...where, socket, env: { ...where.env, SOCKET: socket, ADMIN_TOKEN: "a-token-for-tests-only" } };
}

function asker(t: Test, socketPath: string) {
  const dispatcher = new Agent({ connect: { socketPath } });
  t.teardown(() => dispatcher.destroy());
  return async (path: string, headers: Record<string, string> = {}) => {
    const { statusCode, body } = await request(`http://localhost${path}`, { headers, dispatcher });
    return { status: statusCode, text: await body.text() };
  };
}

test("both planes on a Unix socket: its mode, the banner, an answer, and nothing is left", async (t) => {
  const SOCKET = join((await place(t)).folder, "courant.sock");
  const service = await startService(t, { env: { SOCKET, BASE_URL: "" } });
  t.equal((await stat(SOCKET)).mode & 0o777, 0o660, "the owner and the group may connect, nobody else");
  t.match(service.lines.join("\n"), `It listens on the socket ${SOCKET}`);
  t.match(service.lines.join("\n"), "BASE_URL is not set: documents name http://localhost");
  t.equal((await service.get("/healthz")).status, 200);
  await service.stop();
  await t.rejects(stat(SOCKET), { code: "ENOENT" }, "removed at the end");
});

slowTest("a service on a Unix socket: its mode, the banner, an answer, and nothing is left", async (t) => {
  const where = await socketPlace(t);
  const { child, closed, out } = await startProcess(t, where);
  const ask = asker(t, where.socket);
  t.equal((await stat(where.socket)).mode & 0o777, 0o660, "the owner and the group may connect, nobody else");
  t.match(out(), `It listens on the socket ${where.socket}`);
  t.match(out(), "BASE_URL is not set: documents name http://localhost");
  t.equal((await ask("/healthz")).status, 200);

  child.kill("SIGTERM");
  t.same(await closed, [0, null]);
  await t.rejects(stat(where.socket), { code: "ENOENT" }, "removed at the end");
});

slowTest("commands and a second service use the socket, and documents name localhost", async (t) => {
  const where = await socketPlace(t);
  const { child, closed } = await startProcess(t, where);
  const file = join(where.folder, "hello.md");
  await writeFile(file, "# Hello over there\n\nText\n");
  t.match((await run(where, ["import", file])).out, "1 created", "import goes through the socket");
  t.match((await run(where, ["regenerate", "--force"])).out, "0 failed");
  t.match((await asker(t, where.socket)("/feeds/news.rss")).text, "<title>Hello over there</title>");
  const second = await run(where, ["serve"]);
  t.match([second.code, second.err], [1, `Courant already runs on ${where.env.DATA_DIR}: unix:${where.socket} `]);

  child.kill("SIGTERM");
  t.same(await closed, [0, null]);
  t.match(await readFile(join(where.folder, "feeds", "news.rss"), "utf8"), "http://localhost/feeds/news.rss");
});

slowTest("with BASE_URL there is no warning, and documents name it", async (t) => {
  const where = await socketPlace(t);
  const env = { ...where.env, BASE_URL: "https://feeds.example.org" };
  const { out } = await startProcess(t, { ...where, env });
  t.match(out(), "is served at https://feeds.example.org/");
  t.notMatch(out(), "BASE_URL is not set");
});

slowTest(
  "the client's address comes from X-Forwarded-For; without one it is this machine's; nothing throws",
  async (t) => {
    const where = await socketPlace(t);
    const config = join(where.folder, "config", "courant.yaml");
    await writeFile(config, `${await readFile(config, "utf8")}serving: { trustedProxies: ["10.0.0.0/8"] }\n`);
    const { err } = await startProcess(t, { ...where, env: { ...where.env, LOG_LEVEL: "info" } });
    const ask = asker(t, where.socket);
    const cases: [forwarded: string | undefined, ip: string][] = [
      [undefined, "127.0.0.1"],
      ["", "127.0.0.1"],
      ["203.0.113.9", "203.0.113.9"],
      ["198.51.100.1, 203.0.113.10", "203.0.113.10"],
      ["203.0.113.11, 10.1.2.3", "203.0.113.11"],
      ["2001:db8::1", "2001:db8::1"],
      ["no address", "no address"],
      [" , ,", "127.0.0.1"],
    ];
    for (const [index, [forwarded]] of cases.entries()) {
      const headers: Record<string, string> = forwarded === undefined ? {} : { "x-forwarded-for": forwarded };
      t.equal((await ask(`/admin/runs?case=${index}`, headers)).status, 401);
      t.equal((await ask("/feeds/news.rss", headers)).status, 200);
    }
    const logged = () =>
      err()
        .split("\n")
        .filter((line) => line.includes('"admin"'))
        .map((line) => JSON.parse(line) as { url: string; ip: string });
    for (let tries = 0; logged().length < cases.length && tries < 100; tries++) await ask("/healthz");
    t.strictSame(
      logged().map(({ url, ip }) => [url, ip]),
      cases.map(([, ip], index) => [`/admin/runs?case=${index}`, ip]),
    );
  },
);

slowTest("the socket that a killed process left is taken over", async (t) => {
  const where = await socketPlace(t);
  const killed = await startProcess(t, where);
  killed.child.kill("SIGKILL");
  await killed.closed;
  t.ok((await stat(where.socket)).isSocket(), "it was left");
  const { child, closed } = await startProcess(t, where);
  t.equal((await asker(t, where.socket)("/readyz")).status, 200);
  child.kill("SIGTERM");
  t.same(await closed, [0, null]);
});

slowTest("a socket that somebody listens on is left alone", async (t) => {
  const where = await socketPlace(t);
  const other = createServer((connection) => connection.on("error", () => undefined).end("theirs"));
  t.teardown(() => other.close());
  await once(other.listen(where.socket), "listening");
  const { code, err } = await run(where, ["serve"]);
  t.match([code, err], [1, `Courant cannot listen on the socket ${where.socket}: another process listens there`]);
  t.match(err, "or set another SOCKET");
  t.ok((await stat(where.socket)).isSocket());
});

slowTest("a file, a folder and a link to a file are never removed", async (t) => {
  const where = await socketPlace(t);
  const precious = join(where.folder, "precious");
  const link = join(where.folder, "link");
  await writeFile(precious, "precious");
  await symlink(precious, link);
  for (const path of [precious, link, where.folder]) {
    const { code, err } = await run({ ...where, env: { ...where.env, SOCKET: path } }, ["serve"]);
    t.match([code, err], [1, /is not a socket, and Courant does not remove it/], path);
  }
  t.equal(await readFile(link, "utf8"), "precious");
});

slowTest("a missing folder is named before anything is published", async (t) => {
  const where = await socketPlace(t);
  const path = join(where.folder, "nowhere", "courant.sock");
  const { code, err } = await run({ ...where, env: { ...where.env, SOCKET: path } }, ["serve"]);
  t.match([code, err], [1, `Courant cannot listen on the socket ${path}: `]);
  await t.rejects(stat(join(where.folder, "feeds", "news.rss")));
});

slowTest("a path that is too long is refused with exit code 2", async (t) => {
  const where = await socketPlace(t);
  const { code, err } = await run({ ...where, env: { ...where.env, SOCKET: `/${"x".repeat(200)}` } }, ["serve"]);
  t.match([code, err], [2, /SOCKET: found .* expected an absolute path of at most 10[37] bytes/]);
});
