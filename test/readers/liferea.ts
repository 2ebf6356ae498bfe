import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { unlessVersion } from "./system.ts";

const version = /^Liferea ([\d.]+)/.exec(spawnSync("liferea", ["--version"], { encoding: "utf8" }).stdout ?? "")?.[1];
const helper = ["xvfb-run", "xauth", "dbus-run-session", "gdbus"].find((name) => spawnSync(name, ["--help"]).error);

/** Why this machine cannot run it. */
export const missing = helper ? `${helper} is not installed` : unlessVersion("liferea", version, "1.14");

/** It asks for its feeds when it starts, and each time that a line comes in. */
const session = `
liferea --disable-plugins --mainwindow-state=hidden &
while read line; do
  gdbus call --session --dest org.gnome.feed.Reader --object-path /org/gnome/feed/Reader --method org.gnome.feed.Reader.Refresh
done
kill $!
wait
`;

const feedList = (url: string) => `<?xml version="1.0"?>
<opml version="1.0"><head><title>Feeds</title></head><body>
<outline title="Followed" text="Followed" type="rss" xmlUrl="${url}" id="followe" updateInterval="1"/>
</body></opml>
`;

export type Liferea = {
  /** Has it ask for its feed; the answer comes later. */
  refresh(): void;
  /** The titles of all articles it has. */
  titles(): string[];
  /** What it shows of each article, as HTML. */
  descriptions(): string[];
  /** The addresses of the attachments that it lists. */
  attachments(): string[];
  close(): Promise<void>;
};

/** Starts Liferea on a display and a bus that nobody else sees, with one feed and what it keeps in a folder. */
export async function startLiferea(folder: string, url: string): Promise<Liferea> {
  const [config, data, cache] = [join(folder, "config"), join(folder, "data"), join(folder, "cache")];
  await mkdir(join(config, "liferea"), { recursive: true });
  await writeFile(join(config, "liferea", "feedlist.opml"), feedList(url));
  const program = spawn("xvfb-run", ["--auto-servernum", "dbus-run-session", "--", "sh", "-c", session], {
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      LC_ALL: "C.UTF-8",
      XDG_CONFIG_HOME: config,
      XDG_DATA_HOME: data,
      XDG_CACHE_HOME: cache,
      GSETTINGS_BACKEND: "memory",
    },
    stdio: ["pipe", "ignore", "ignore"],
  });
  const database = join(data, "liferea", "liferea.db");
  const exited = once(program, "exit");
  return {
    refresh: () => void program.stdin.write("\n"),
    titles: () => select(database, "SELECT title FROM items"),
    descriptions: () => select(database, "SELECT description FROM items"),
    attachments: () => select(database, "SELECT value FROM metadata WHERE key = 'enclosure'"),
    async close() {
      program.stdin.end();
      await exited;
    },
  };
}

/** Returns the values of a column, as text. */
function select(file: string, query: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true, timeout: 5000 });
  try {
    return database
      .prepare(query)
      .all()
      .flatMap((row) => Object.values(row).map(String));
  } finally {
    database.close();
  }
}
