import { once } from "node:events";
import { stat } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { request } from "undici";
import { configText, token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { startProcess } from "./process.ts";
import {
  addressOf,
  ask,
  askUnderLoad,
  isThere,
  pollAllTheTime,
  put,
  type Ready,
  ready,
  settled,
} from "./two-processes.ts";

/** A service of two processes: each may end at any moment, and nobody who polls notices. */

const config = `${configText}\nserving: { threads: 3, downloadsPerHour: 5 }\n`;

slowTest("a service of two processes, from its start to its end", async (t) => {
  const where = await settled(t, config);
  const { url, child, closed, out, err } = await startProcess(t, where);
  const before = await addressOf(where);

  await t.test("several threads answer on one port, and share what they know", async (t) => {
    t.match(await ready(url), { threads: { running: 3, wanted: 3 } });
    const statuses = [];
    for (let poll = 0; poll < 12; poll++) {
      // Each has a connection of its own, which any thread may take.
      const { statusCode, body } = await request(`${url}/feeds/news.json`, { headers: { connection: "close" } });
      await body.dump();
      statuses.push(statusCode);
    }
    t.equal(statuses.filter((status) => status === 200).length, 5, "all threads count together");
    t.equal(statuses.filter((status) => status === 429).length, 7);
    const metrics = (await ask(url, "/metrics")).text;
    for (const thread of ["main", "1", "2", "3"]) {
      t.match(metrics, `courant_event_loop_delay_max_seconds{thread="${thread}",process="serving"}`);
    }
    t.match(metrics, 'courant_event_loop_delay_max_seconds{thread="main",process="publishing"}');
    t.match(metrics, /courant_requests_total\{channel="news",format="json",status="200".*\} 5/);
    t.match(metrics, "courant_runs_total");
  });

  await t.test(
    "the publishing process is killed: polls are answered, an answer breaks off with 503, calls wait",
    async (t) => {
      t.match(before, { url, publishing: { url: /^unix:.*publishing\.sock$/ } });
      t.not(before.pid, before.publishing.pid);
      t.equal((await stat(before.publishing.url.slice("unix:".length))).mode & 0o777, 0o600);
      t.match(await ready(url), { status: "ready", publishing: "running" });
      t.equal((await put(url, "One")).status, 201);

      const { runs } = JSON.parse((await ask(url, "/admin/runs")).text);
      t.ok(runs.length > 0);
      // A body that never ends keeps the request at work.
      const socket = connect(Number(new URL(url).port), "127.0.0.1");
      t.teardown(() => socket.destroy());
      socket.write(
        `POST /admin/import HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nAccept: application/x-ndjson\r\n` +
          "Content-Type: application/x-ndjson\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
      );
      // Publishing has it: serving has accepted it and has had answers from there since.
      await once(socket, "data");
      t.equal((await ask(url, "/admin/runs")).status, 200);

      const stop = pollAllTheTime(url);
      process.kill(before.publishing.pid, "SIGKILL");
      const answered = once(socket, "data");
      let told: Ready | undefined;
      await until(async () => {
        told = await ready(url);
        return told.publishing === "restarting";
      });
      t.match(told, { status: "degraded", publishing: "restarting" });
      const [answer] = await answered;
      t.match(String(answer), /^HTTP\/1\.1 503 /);
      t.match(String(answer), "PUBLISHING_UNAVAILABLE");
      t.match(String(answer).toLowerCase(), "retry-after: 5");
      // A call waits for ten seconds; a busy machine may take longer.
      await until(async () => (await put(url, "Two")).status === 200);
      t.equal((await ask(url, "/admin/regenerate", { method: "POST", body: "{}" })).status, 200);
      t.match((await ask(url, "/feeds/news.rss")).text, "<title>Two</title>");
      const { answers, wrong } = await stop();
      t.same(wrong, [], `of ${answers} polls`);
      const after = await addressOf(where);
      t.equal(after.pid, before.pid);
      t.not(after.publishing.pid, before.publishing.pid);
      await until(async () => (await ready(url)).status === "ready");
      t.match(await ready(url), { status: "ready", publishing: "running" });
      t.match(err(), "the publishing process ended; feeds are still served");
    },
  );

  await t.test("SIGTERM under load: requests in flight finish, both processes end, and nothing is left", async (t) => {
    const { publishing } = await addressOf(where);
    const { outcomes, stop } = askUnderLoad(t, url);
    await until(() => outcomes.answered > 100);
    child.kill("SIGTERM");
    t.same(await closed, [0, null]);
    await stop();
    t.ok(outcomes.answered > 100);
    t.same(outcomes.broken, []);
    t.match(out(), `Test Site is served at ${where.env.BASE_URL}/`);
    // A busy machine may take longer than a stop may; then serving does not wait for publishing, which ends by itself.
    t.match(out(), /\nStopped(?:\.| after 4\.5 seconds, without waiting for publishing\.)\n$/);
    await until(() => !isThere(publishing.pid));
    t.notOk(isThere(publishing.pid));
    await t.rejects(addressOf(where));
    await t.rejects(stat(join(where.env.DATA_DIR ?? "", "publishing.sock")));
  });
});
