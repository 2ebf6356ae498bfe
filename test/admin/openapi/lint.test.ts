import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import spectral from "@stoplight/spectral-core";
import rulesets from "@stoplight/spectral-rulesets";
import { sharedService } from "../../service.ts";
import { slowTest } from "../../slow.ts";

/* The description under the rules that other people recommend. */

const service = sharedService();
const redocly = join(import.meta.dirname, "../../../node_modules/.bin/redocly");
const read = async () => (await (await service()).admin("GET", "/openapi.json")).body.toString();

slowTest("redocly finds nothing in the description under its recommended rules, and finds mistakes", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "courant-openapi-"));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  const env = { ...process.env, REDOCLY_TELEMETRY: "off", REDOCLY_SUPPRESS_UPDATE_NOTICE: "true" };
  const text = await read();
  const lint = async (name: string, description: string) => {
    await writeFile(join(folder, name), description);
    const args = ["lint", name, "--extends=recommended", "--format=json"];
    const { stdout } = await promisify(execFile)(redocly, args, { cwd: folder, env, maxBuffer: 2 ** 26 }).catch(
      (error: { stdout: string }) => error,
    );
    return JSON.parse(stdout) as { totals: object; problems: { ruleId: string }[] };
  };
  t.match(await lint("openapi.json", text), { totals: { errors: 0, warnings: 0 }, problems: [] });
  const broken = await lint("broken.json", text.replaceAll('"operationId":"listRuns"', '"operationId":"getRun"'));
  t.match(broken.problems[0], { ruleId: "operation-operationId-unique" });
});

slowTest("spectral finds nothing in the description under its rules for OpenAPI, and finds mistakes", async (t) => {
  const linter = new spectral.Spectral();
  linter.setRuleset({ extends: [[rulesets.oas as never, "recommended"]] });
  const text = await read();
  t.same(await linter.run(text), []);
  const broken = await linter.run(text.replace('"operationId":"listRuns"', '"operationId":"getRun"'));
  t.ok(broken.some(({ code }) => code === "operation-operationId-unique"));
});
