import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { systemClock } from "../../src/clock.ts";
import { generator } from "./load.ts";
import { canPin, isInstalled } from "./processes.ts";

/** How the polls share the cores. */
const apart = canPin ? "one for the servers, one for the load" : "not pinned: that takes two cores and taskset";

/** Describes the machine and the programs of a measurement in two lines. @param use what runs on which core */
export function machine(use = apart): string {
  const node = `Node ${process.versions.node}, fastify ${version("fastify")}, @fastify/static ${version("@fastify/static")}`;
  const nginx = isInstalled("nginx") ? (said("nginx", "-v").match(/nginx\/[\d.]+/)?.[0] ?? "nginx") : "nginx missing";
  const load =
    generator === "wrk" ? `wrk ${said("wrk", "-v").match(/\d+\.\d+\.\d+/)?.[0]}` : "autocannon (wrk missing)";
  return [
    `${new Date(systemClock.now()).toISOString().slice(0, 10)}: ${availableParallelism()} cores (${use}), ${cpus()[0]?.model}`,
    `${node}, ${nginx}, ${load}`,
  ].join("\n");
}

function version(name: string): string {
  const file = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  return (JSON.parse(readFileSync(file, "utf8")) as { version: string }).version;
}

function said(program: string, argument: string): string {
  const { stdout, stderr } = spawnSync(program, [argument], { encoding: "utf8" });
  return `${stdout}${stderr}`;
}
