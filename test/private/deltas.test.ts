import { test } from "tap";
import { startService } from "../service.ts";
import { until } from "../until.ts";
import { addArticles, addSubscriber, privateConfig } from "./helpers.ts";

test("a delta of a private feed wants the credential, and no shared cache stores it", async (t) => {
  const service = await startService(t, { config: privateConfig });
  await addArticles(service);
  const anna = await addSubscriber(service);
  const path = "/feeds/members.rss";
  await until(async () => (await service.get(anna.at(path))).status === 200);
  const headers = {
    "user-agent": "newsboat/2.21.0",
    "a-im": "feed",
    "if-none-match": String((await service.get(anna.at(path))).headers.etag),
  };
  await service.admin("POST", "/articles", { title: "News for members", content_text: "Text", tags: ["members"] });
  await service.admin("POST", "/regenerate", {});
  await until(async () => (await service.get(anna.at(path), headers)).status !== 304);
  for (const delta of [
    await service.get(anna.at(path), headers),
    await service.get(path, { ...headers, ...anna.basic }),
  ]) {
    t.equal(delta.status, 226);
    t.match(delta.headers, {
      "cache-control": "private, no-store, im",
      "x-robots-tag": "noindex",
      "referrer-policy": "no-referrer",
    });
    t.match(delta.body.toString(), "News for members");
    t.notMatch(delta.body.toString(), "About members");
  }
  t.equal((await service.get(path, headers)).status, 401);
});
