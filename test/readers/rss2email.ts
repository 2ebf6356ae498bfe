import { execFile, spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { unlessVersion } from "./system.ts";

const run = promisify(execFile);
const version = /^rss2email ([\d.]+)/.exec(spawnSync("r2e", ["--version"], { encoding: "utf8" }).stdout ?? "")?.[1];

/** Why this machine cannot run it. */
export const missing = unlessVersion("rss2email", version, "3.13");

const configText = (mails: string, url: string) => `
[DEFAULT]
from = sender@feeds.example
to = reader@feeds.example
email-protocol = maildir
maildir-path = ${mails}
maildir-mailbox = Feeds

[feed.followed]
url = ${url}
`;

/** Has rss2email run once, with what it keeps in a folder. @returns all the mails it has delivered there */
export async function mailNews(folder: string, url: string): Promise<{ subject: string; text: string }[]> {
  const [config, data, mails] = [join(folder, "config"), join(folder, "data.json"), join(folder, "mails")];
  await mkdir(mails, { recursive: true });
  await writeFile(config, configText(mails, url));
  await run("r2e", ["--config", config, "--data", data, "run"], {
    env: { PATH: process.env.PATH, HOME: folder, LC_ALL: "C.UTF-8" },
    timeout: 120_000,
  });
  const delivered = join(mails, "Feeds", "new");
  const names = await readdir(delivered);
  const texts = await Promise.all(names.map((name) => readFile(join(delivered, name), "utf8")));
  return texts.map((text) => ({ subject: /^Subject: (.*)$/m.exec(text)?.[1] ?? "", text }));
}
