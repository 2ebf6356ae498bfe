import { once } from "node:events";
import { connect } from "node:net";
import { request } from "undici";
import { token } from "../service.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { startProcess } from "./process.ts";
import { addressOf, ask, isThere, settled } from "./two-processes.ts";

const lines = Array.from({ length: 40 }, (_, index) => `{"title":"Article ${index}","content_text":"Text."}\n`).join(
  "",
);
const headers = {
  authorization: `Bearer ${token}`,
  "content-type": "application/x-ndjson",
  "idempotency-key": '"one"',
};

slowTest("a key outlives a kill with its answer, and no key waits for a request that was killed", async (t) => {
  const where = await settled(t);
  const { url } = await startProcess(t, where);
  const send = async () => {
    const answer = await request(`${url}/admin/import`, { method: "POST", headers, body: lines });
    return {
      status: answer.statusCode,
      isReplayed: answer.headers["idempotent-replayed"] === "true",
      text: await answer.body.text(),
    };
  };
  /** Sends it again as often as a client does that has a key. */
  const sendUntilDone = async () => {
    let answer = await send();
    await until(async () => {
      if (answer.status === 503) answer = await send();
      return answer.status !== 503;
    });
    return answer;
  };
  const kill = async () => {
    const { pid } = (await addressOf(where)).publishing;
    process.kill(pid, "SIGKILL");
    await until(() => !isThere(pid));
  };

  const socket = connect(Number(new URL(url).port), "127.0.0.1");
  t.teardown(() => socket.destroy());
  const head = Object.entries({ host: "x", expect: "100-continue", "content-length": lines.length, ...headers });
  socket.write(`POST /admin/import HTTP/1.1\r\n${head.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n`);
  await once(socket, "data");
  socket.write(lines.slice(0, 100));
  t.match(await send(), { status: 409, text: /REQUEST_IN_PROGRESS/ });
  await kill();
  const first = await sendUntilDone();
  t.match([first.status, first.isReplayed, JSON.parse(first.text).created], [200, false, 40]);
  await kill();
  t.same(await sendUntilDone(), { ...first, isReplayed: true });
  const { text } = await ask(url, "/admin/articles?limit=500");
  t.equal(JSON.parse(text).articles.length, 40, "articles without ids are there once");
});
