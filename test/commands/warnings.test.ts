import { checkCommand, type Finding } from "../../src/commands/check/check.ts";
import { configText } from "../service.ts";
import { slowTest } from "../slow.ts";
import { commandHere } from "./command-here.ts";
import { type Place, place, run, startProcess } from "./process.ts";

const forReaders = configText.replace("https://site.example/", "https://courant.press/");
const onSite = /site\.url is https:\/\/site\.example\/.*Set site\.url/;
const onOrigin = /BASE_URL is not set: documents name http:\/\/127\.0\.0\.1:\d+.*Set BASE_URL/;

/** Returns a place with more settings. */
function having(where: Place, env: Record<string, string>): Place {
  return { ...where, env: { ...where.env, ...env } };
}

/** The log of a service until it has stopped. */
async function logOf(service: Awaited<ReturnType<typeof startProcess>>): Promise<{ level: number; msg: string }[]> {
  service.child.kill("SIGTERM");
  await service.closed;
  const lines = service.err().split("\n").slice(0, -1);
  return lines.map((line) => JSON.parse(line));
}

slowTest("check warns of addresses that readers cannot follow, and does not fail", async (t) => {
  const where = await place(t);
  const told = await run(where, ["check"]);
  t.equal(told.code, 0);
  t.match(told.err, new RegExp(`^configuration: warning: .*${onSite.source}`));
  t.match(told.err, new RegExp(`\nconfiguration: warning: ${onOrigin.source}`));
  t.match(told.out, "configuration: ");
  t.match(told.out, "All is well, apart from the warnings.");

  const json = await commandHere(where, checkCommand, { json: true });
  t.equal(json.code, 0);
  t.equal(json.err, "");
  const findings: Finding[] = JSON.parse(json.out);
  t.match(findings, [
    { what: "configuration", problems: [], warnings: [onSite, onOrigin] },
    { what: "collection", problems: [], warnings: [] },
    { what: "documents", problems: [], warnings: [] },
  ]);
});

slowTest("check warns of nothing where readers can follow every address", async (t) => {
  const where = having(await place(t, forReaders), { BASE_URL: "https://127.0.0.1.example.net" });
  const { code, out, err } = await run(where, ["check"]);
  t.same([code, err], [0, ""]);
  t.match(out, "All is well.\n");
  const json = await run(where, ["check", "--json"]);
  t.same(
    JSON.parse(json.out).map(({ warnings }: Finding) => warnings),
    [[], [], []],
  );
});

slowTest("a service warns in its first lines, and at the very start of its log", async (t) => {
  const where = await place(t);
  const service = await startProcess(t, having(where, { LOG_LEVEL: "info" }));
  t.match(service.out(), new RegExp(`\nWarning: .*${onSite.source}`));
  t.match(service.out(), new RegExp(`\nWarning: ${onOrigin.source}`));
  const [first, second, ...rest] = await logOf(service);
  t.match(first, { level: 40, msg: onSite });
  t.match(second, { level: 40, msg: onOrigin });
  t.notOk(
    rest.some(({ level }) => level >= 40),
    "nothing else is amiss",
  );

  const quiet = await startProcess(t, having(where, { LOG_LEVEL: "error" }));
  t.same(await logOf(quiet), [], "LOG_LEVEL is obeyed");
});

slowTest("a service that readers can follow warns of nothing", async (t) => {
  const where = await place(t, forReaders);
  const service = await startProcess(
    t,
    having(where, { LOG_LEVEL: "info", BASE_URL: "https://localhost.courant.press" }),
  );
  t.notMatch(service.out(), "Warning");
  const log = await logOf(service);
  t.not(log.length, 0);
  t.same(
    log.filter(({ level }) => level >= 40),
    [],
  );
});
