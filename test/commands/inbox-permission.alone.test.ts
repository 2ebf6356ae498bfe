import { chmod, mkdir } from "node:fs/promises";
import { test } from "tap";
import { startService } from "../service.ts";
import { inboxOf, titlesOf } from "./inbox-helpers.ts";

// Nothing is forbidden to root: this process goes on as nobody.
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(65_534);
  process.setuid?.(65_534);
}

test("what may not be read stays, keeps nothing else waiting, and is taken once it may be", async (t) => {
  const service = await startService(t);
  const inbox = inboxOf(service);
  await inbox.drop("a-closed.txt", "Closed\n\nText.");
  await chmod(inbox.at("a-closed.txt"), 0);
  await mkdir(inbox.at("closed"));
  await chmod(inbox.at("closed"), 0);
  t.teardown(() => chmod(inbox.at("closed"), 0o700));
  await inbox.drop("open.txt", "Open\n\nText.");
  await inbox.filed("done", 1);
  t.same(await inbox.list("done"), ["open.txt"]);
  await inbox.drop("open-too.txt", "Open too\n\nText.");
  await inbox.filed("done", 2);
  t.notMatch((await titlesOf(service)).join(), "Closed");
  await chmod(inbox.at("a-closed.txt"), 0o600);
  await inbox.filed("done", 3);
  t.match((await titlesOf(service)).join(), "Closed");
  t.same(await inbox.list("failed"), []);
});
