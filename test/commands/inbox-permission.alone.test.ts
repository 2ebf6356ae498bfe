import { chmod, mkdir } from "node:fs/promises";
import { test } from "tap";
import { fastClock, startService } from "../service.ts";
import { inboxOf, titlesOf } from "./inbox-helpers.ts";

// Root may read everything, so this process continues as nobody.
if (process.getuid?.() === 0) {
  process.setgroups?.([]);
  process.setgid?.(65_534);
  process.setuid?.(65_534);
}

test("a file that Courant may not read stays and delays no other; it is imported once Courant may read it", async (t) => {
  const service = await startService(t, { clock: fastClock(20) });
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
