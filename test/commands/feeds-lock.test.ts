import { once } from "node:events";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { type Test, test } from "tap";
import { lockFeedsDir } from "../../src/commands/workspace/feeds-lock.ts";
import { slowTest } from "../slow.ts";
import { until } from "../until.ts";
import { place, run, startedIn } from "./process.ts";

/* One process publishes in FEEDS_DIR; any number may read it. */

const namesIn = (folder: string) => readdirSync(folder);

test("a folder is locked until the lock is released, and one hidden file stays", (t) => {
  const folder = t.testdir();
  const lock = lockFeedsDir(folder);
  t.throws(() => lockFeedsDir(folder), { code: "FEEDS_DIR_IN_USE" });
  t.same(namesIn(folder), [".lock.sqlite"]);
  lock.release();
  lockFeedsDir(folder).release();
  t.same(namesIn(folder), [".lock.sqlite"]);
  t.end();
});

test("a folder in which nothing can be written refuses nobody: runs tell of it", (t) => {
  for (const folder of ["/proc/self", join(t.testdir({ file: "" }), "file")]) {
    lockFeedsDir(folder);
    lockFeedsDir(folder).release();
  }
  t.end();
});

async function twoPlaces(t: Test) {
  const [one, other] = [await place(t), await place(t)];
  for (const { env } of [one, other]) Object.assign(env, { BASE_URL: "https://feeds.example" });
  other.env.FEEDS_DIR = one.env.FEEDS_DIR ?? "";
  return { one, other };
}

slowTest(
  "a second service in one FEEDS_DIR is refused, and a command too; not after the first was killed",
  async (t) => {
    const { one, other } = await twoPlaces(t);
    const { child } = await startedIn(one);
    const closed = once(child, "exit");
    t.teardown(() => child.kill("SIGKILL"));
    for (const command of [["serve"], ["regenerate", "--yes"]]) {
      const refused = { code: 1, err: /Another Courant publishes in .*set FEEDS_DIR/ };
      t.match(await run(other, command), refused, command.join(" "));
    }
    child.kill("SIGKILL");
    await closed;
    // Publishing ends by itself a moment later.
    await until(async () => (await run(other, ["regenerate", "--yes"])).code === 0);
    t.match(await run(other, ["regenerate", "--yes"]), { code: 0 });
  },
);
