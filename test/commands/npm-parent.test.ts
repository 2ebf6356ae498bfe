import { test } from "tap";
import { watchNpm } from "../../src/commands/serve/npm-parent.ts";
import { handClock } from "../schedule/hand-clock.ts";

const program = "/usr/lib/node_modules/npm/bin/npm-cli.js";
const script = "exec node src/bin.js serve";
const env = { npm_execpath: program, npm_lifecycle_script: script, npm_lifecycle_event: "start" };
const detaching = "nohup courant serve &";
const title = ["npm start   ", ""];

/** A process, its parent and what is above that. */
function watched(given: { parent: string[]; above?: string[]; env?: Record<string, string> }) {
  const clock = handClock(0);
  const ids: { parent: number; above: number | undefined } = { parent: 20, above: 10 };
  const lines = new Map([
    [20, given.parent],
    [10, given.above ?? ["bash"]],
  ]);
  let gone = 0;
  watchNpm({
    env: given.env ?? env,
    processes: {
      parentPid: () => ids.parent,
      parentPidOf: (pid) => (pid === 20 ? ids.above : undefined),
      commandLine: (pid) => lines.get(pid) ?? [],
    },
    clock,
    onGone: () => gone++,
  });
  return { ids, clock, gone: () => gone };
}

test("npm is gone when it is no longer the parent", async (t) => {
  for (const parent of [title, ["node", program, "start"]]) {
    const { ids, clock, gone } = watched({ parent });
    await clock.pass(10_000);
    ids.above = 1;
    await clock.pass(10_000);
    t.equal(gone(), 0, "it is nothing to us when the shell of somebody who started npm ends");
    ids.parent = 1;
    await clock.pass(10_000);
    t.equal(gone(), 1);
    t.equal(clock.waiting(), 0);
  }
});

test("npm is gone when the shell in which it runs the script ends, or has another parent", async (t) => {
  const shell = ["sh", "-c", `${script} --more`, ""];
  const ended = watched({ parent: shell, above: title });
  ended.ids.parent = 1;
  await ended.clock.pass(1_000);
  t.equal(ended.gone(), 1);
  const orphaned = watched({ parent: shell, above: ["npm exec courant serve", ""] });
  orphaned.ids.above = undefined;
  await orphaned.clock.pass(10_000);
  t.equal(orphaned.gone(), 0, "what cannot be found out is no reason to end");
  orphaned.ids.above = 1;
  await orphaned.clock.pass(1_000);
  t.equal(orphaned.gone(), 1);
});

test("a service that npm did not start itself watches no parent, whatever the environment says", async (t) => {
  for (const [what, given] of [
    ["by hand", { parent: ["bash"], env: {} }],
    ["by hand, under npm in name", { parent: title, env: {} }],
    ["by a process manager that npx started", { parent: ["node", "/usr/bin/pm2"], above: title }],
    ["by a shell of somebody whose environment is npm’s", { parent: ["bash"], above: title }],
    [
      "by a script that detaches it",
      { parent: ["sh", "-c", detaching], above: title, env: { ...env, npm_lifecycle_script: detaching } },
    ],
    ["by another script", { parent: ["sh", "-c", "courant serve"], above: title }],
    ["by nohup, setsid, systemd or Docker", { parent: ["/sbin/init"] }],
    ["by a shell like npm’s, of which npm is not the parent", { parent: ["sh", "-c", script], above: ["bash"] }],
  ] as const) {
    const { ids, clock, gone } = watched({
      ...given,
      parent: [...given.parent],
      above: "above" in given ? [...given.above] : [],
    });
    ids.parent = 1;
    await clock.pass(10_000);
    t.equal(gone(), 0, what);
    t.equal(clock.waiting(), 0, what);
  }
});
