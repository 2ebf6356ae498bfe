import { stringify } from "yaml";
import type { Clock } from "../../clock.ts";
import type { Config } from "../../config/schema.ts";
import type { SourcePreview } from "../../sources/preview.ts";
import type { Output } from "../process/output.ts";
import { withSettings } from "../settings/with-settings.ts";

/** A source as the admin API shows it. */
type ShownSource = { id: string; url: string; paused: boolean; error?: string; polled?: string } & Record<
  string,
  unknown
>;

const json = { "content-type": "application/json" };

/** `courant source list`: lists the sources with their state. @returns true */
export function listSourcesCommand(config: Config, clock: Clock, output: Output): Promise<boolean> {
  return withSettings(config, clock, output, async (call) => {
    const { sources } = await call<{ sources: ShownSource[] }>("/admin/sources");
    if (output.json) output.result({ sources });
    else if (sources.length === 0) output.line("There are no sources. “courant source add URL” adds one.");
    else for (const source of sources) output.line(describe(source));
    return true;
  });
}

/** `courant source show`: prints a source. @throws the admin API's error for a source that is not there */
export function showSourceCommand(config: Config, clock: Clock, id: string, output: Output): Promise<boolean> {
  return withSettings(config, clock, output, async (call) => {
    const source = await call<ShownSource>(pathOf(id));
    if (output.json) output.result(source);
    else output.line(stringify(source).trimEnd());
    return true;
  });
}

/** `courant source add`: adds a source. @throws SETTINGS_INVALID, CONFIG_READ_ONLY */
export function addSourceCommand(config: Config, clock: Clock, source: object, output: Output): Promise<boolean> {
  return withSettings(config, clock, output, async (call) => {
    const options = { method: "POST", headers: json, body: JSON.stringify(source) } as const;
    report(output, "added", await call<ShownSource>("/admin/sources", options));
    return true;
  });
}

/** `courant source edit`, `pause` and `resume`: change settings of a source. @param change.patch a JSON Merge Patch */
export function changeSourceCommand(
  config: Config,
  clock: Clock,
  { id, patch, outcome }: { id: string; patch: object; outcome: "changed" | "paused" | "resumed" },
  output: Output,
): Promise<boolean> {
  return withSettings(config, clock, output, async (call) => {
    const options = { method: "PATCH", headers: json, body: JSON.stringify(patch) } as const;
    report(output, outcome, await call<ShownSource>(pathOf(id), options));
    return true;
  });
}

/** `courant source remove`: removes a source; its articles stay. */
export function removeSourceCommand(config: Config, clock: Clock, id: string, output: Output): Promise<boolean> {
  return withSettings(config, clock, output, async (call) => {
    await call(pathOf(id), { method: "DELETE" });
    if (output.json) output.result({ outcome: "removed", id });
    else output.line(`removed  ${id}`);
    return true;
  });
}

/** `courant source preview`: prints what a source would bring in, and stores nothing. */
export function previewSourceCommand(config: Config, clock: Clock, source: object, output: Output): Promise<boolean> {
  return withSettings(config, clock, output, async (call) => {
    const options = { method: "POST", headers: json, body: JSON.stringify(source) } as const;
    const preview = await call<SourcePreview>("/admin/sources/preview", options);
    if (output.json) output.result(preview);
    else printPreview(preview, output);
    return true;
  });
}

function printPreview(preview: SourcePreview, output: Output): void {
  const { kind, address, taken, articles, pages, skipped, filtered, surplus, rejected } = preview;
  output.line(`${kind} at ${address}: ${taken} would come in`);
  for (const { date_published = "", title = "–", url = "" } of articles) {
    output.line(`${date_published.slice(0, 10).padEnd(10)}  ${title}  ${url}`);
  }
  for (const { url, modified = "" } of pages) output.line(`${modified.slice(0, 10).padEnd(10)}  ${url}`);
  if (articles.length + pages.length < taken) output.line(`… and ${taken - articles.length - pages.length} more`);
  output.line(`left out: ${skipped} not meant for everybody, ${filtered} by patterns, ${surplus} not among the newest`);
  for (const { where, error } of rejected) output.error(`rejected  ${where}: ${error}`);
}

function describe({ id, url, paused, error, polled = "not polled yet" }: ShownSource): string {
  const state = paused ? "paused" : error === undefined ? "works" : "fails";
  return `${id}  ${state.padEnd(6)}  ${polled}  ${url}${error === undefined ? "" : `  ${error}`}`;
}

function report(output: Output, outcome: string, source: ShownSource): void {
  if (output.json) output.result({ outcome, source });
  else output.line(`${outcome}  ${source.id}  ${source.url}`);
}

function pathOf(id: string): string {
  return `/admin/sources/${encodeURIComponent(id)}`;
}
