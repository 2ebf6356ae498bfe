import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer, type ServerResponse } from "node:http";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import { type Test, test } from "tap";
import { startProgressBar } from "../../src/commands/process/progress-bar.ts";
import { connectToService } from "../../src/commands/workspace/service-client.ts";
import { readEnvironment } from "../../src/config/environment.ts";
import type { Run } from "../../src/stores/runs.ts";
import { listenInTest, standingClock } from "../service.ts";
import { slowTest } from "../slow.ts";
import { place, run, startProcess } from "./process.ts";

const lines = Array.from({ length: 1200 }, (_, index) => `{"id":"urn:x:${index}","title":"T ${index}"}\n`).join("");

slowTest("regenerate tells each channel's outcome when asked, and when something failed", async (t) => {
  const where = await place(t);
  await run(where, ["import", "--format", "ndjson", "-"], '{"id":"1","title":"One","tags":["tech"]}\n');
  const quiet = await run(where, ["regenerate", "--force"]);
  t.equal(quiet.code, 0);
  t.notMatch(quiet.out, "outcome");
  const verbose = await run(where, ["regenerate", "--force", "--verbose"]);
  t.match(verbose.out, /^channel +outcome +changed +ms$/m);
  for (const what of ["news", "tech", "short", "site", "home", "sitemap", "articles"]) {
    t.match(verbose.out, new RegExp(`^${what} +unchanged +0 +\\d+$`, "m"), what);
  }
  t.match(verbose.out, /select \d+ ms, .*summed over threads/);
  const json = JSON.parse((await run(where, ["regenerate", "--force", "--json"])).out) as Run;
  t.match(json, { state: "done", progress: { done: 7, total: 7 }, documents: { changed: [] } });
  t.equal(json.made.length, 7);

  const file = join(where.folder, "feeds", "tech.rss");
  await rm(file);
  await mkdir(join(file, "in-the-way"), { recursive: true });
  await writeFile(join(where.folder, "more.ndjson"), '{"id":"1","title":"Two","tags":["tech"]}\n');
  t.equal((await run(where, ["import", join(where.folder, "more.ndjson")])).code, 1);
  const failed = await run(where, ["regenerate"]);
  t.equal(failed.code, 1);
  t.match(failed.err, /failed {5}tech: .*tech\.rss/);
  t.match(failed.out, /^channel +outcome +changed +ms\ntech +failed +0 +\d+$/m, "what failed comes first");
});

slowTest("through a running service: lines of progress on standard error, and the same result", async (t) => {
  const where = await place(t);
  await run(where, ["import", "--format", "ndjson", "-"], lines);
  const { url } = await startProcess(t, where);
  t.ok(url);
  // The run with which the service starts changes pages, since it has another address than the command.
  t.equal((await run(where, ["regenerate"])).code, 0);
  const { code, out, err } = await run(where, ["regenerate", "--force", "--verbose"]);
  t.equal(code, 0, err);
  t.match(out, /^articles +unchanged +0 +\d+$/m);
  t.match(out, "0 changed, ");
  t.match(
    err,
    /^regenerating: \d+ of 32$/m,
    "three channels, the site, its home page, the sitemap in three parts, 24 batches of 50 articles",
  );
  const asked = JSON.parse((await run(where, ["regenerate", "--json", "tech"])).out);
  t.match(asked, { causes: ["admin"], channels: ["tech"], state: "done", made: [] });
});

/** A service whose answers the test decides, as a command finds it. */
async function pretendedService(t: Test, answer: (path: string, response: ServerResponse) => void) {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url} ${request.headers.authorization}`);
    request.resume();
    answer(String(request.url), response);
  });
  const port = await listenInTest(t, server);
  const dataDir = t.testdir({ "service.json": JSON.stringify({ pid: 1, url: `http://127.0.0.1:${port}` }) });
  const environment = readEnvironment({ DATA_DIR: dataDir, ADMIN_TOKEN: "token" });
  const { regenerate } = await connectToService(environment);
  const progress: string[] = [];
  const options = {
    clock: standingClock("2026-01-01T00:00:00Z"),
    onProgress: ({ done, total }: Run["progress"]) => progress.push(`${done}/${total}`),
  };
  return { asked, progress, regenerate: () => regenerate({ force: true }, options), server };
}

const going = { id: "r", state: "running", progress: { done: 0, total: 4 } };
const over = { id: "r", state: "done", progress: { done: 4, total: 4 } };

test("events that break off, or are not to be had: the run is asked for until it is over", async (t) => {
  let polls = 0;
  let streams = 0;
  const service = await pretendedService(t, (path, response) => {
    if (path === "/admin/regenerate") return response.writeHead(202).end(JSON.stringify(going));
    if (path === "/admin/runs/r") return response.end(JSON.stringify(++polls < 3 ? going : over));
    streams += 1;
    if (streams === 1) return response.writeHead(404).end('{"code":"NOT_FOUND"}');
    response.write('event: progress\ndata: {"done":2,"total":4}\n\n', () => response.destroy());
  });
  t.same(await service.regenerate(), over);
  t.same([polls, streams], [3, 3]);
  t.ok(service.progress.includes("2/4"));
  t.ok(service.asked.every((each) => each.endsWith("Bearer token")));
});

test("events that go on to the end are enough", async (t) => {
  const service = await pretendedService(t, (path, response) => {
    if (path === "/admin/regenerate") return response.writeHead(202).end(JSON.stringify(going));
    response.end(`:\n\nevent: run\ndata: ${JSON.stringify(going)}\n\nevent: run\ndata: ${JSON.stringify(over)}\n\n`);
  });
  t.same(await service.regenerate(), over);
  t.equal(service.asked.length, 2);
});

test("a service that goes away in the middle is told as such", async (t) => {
  const service = await pretendedService(t, (path, response) => {
    if (path === "/admin/regenerate") return response.writeHead(202).end(JSON.stringify(going));
    service.server.close();
    service.server.closeAllConnections();
  });
  await t.rejects(service.regenerate(), { code: "SERVICE_UNREACHABLE" });
});

test("a bar on a terminal, which goes when the work is done", async (t) => {
  const stream = Object.assign(new PassThrough(), { isTTY: true, columns: 80, clearLine() {}, cursorTo() {} });
  const progress = startProgressBar(stream as unknown as NodeJS.WriteStream, "regenerating");
  progress.update(0, 0);
  t.equal(stream.read(), null, "nothing is known yet");
  progress.update(0, 4);
  progress.update(3, 4);
  progress.stop();
  t.match(String(stream.read()), /regenerating .*3\/4/);
});
