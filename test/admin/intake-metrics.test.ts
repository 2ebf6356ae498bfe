import { Registry } from "prom-client";
import { test } from "tap";
import { type IntakeFailures, registerIntakeMetrics } from "../../src/admin/intake-metrics.ts";

test("each scrape tells how many sources and imports fail now, and nothing while that is not known", async (t) => {
  const register = new Registry();
  let failures: IntakeFailures = { failingSources: undefined, failedImports: undefined };
  registerIntakeMetrics(register, async () => failures);
  const samples = async () => (await register.metrics()).split("\n").filter((line) => /^courant/.test(line));
  t.same(await samples(), []);
  failures = { failingSources: 2, failedImports: 0 };
  t.same(await samples(), ["courant_sources_failing 2", "courant_inbox_failed 0"]);
  failures = { failingSources: 0, failedImports: undefined };
  t.same(await samples(), ["courant_sources_failing 0"]);
});
