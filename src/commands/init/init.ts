import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { basename, dirname, join, resolve } from "node:path";
import { CourantError, messageOf } from "../../errors.ts";
import type { Output } from "../process/output.ts";
import { composeFile, dockerfile, dockerignore } from "./compose.ts";
import { configText, gitignore, readme, settingsFile } from "./files.ts";
import { lockText, manifestText, type ProgramPackage } from "./manifest.ts";
import { systemdUnit } from "./systemd-unit.ts";

export type InitSettings = { folder: string; systemd: boolean; compose: boolean };

/** Makes the package of this program in a folder. */
export type Packer = (folder: string) => Promise<ProgramPackage>;

/** The result of `courant init`, as `--json` prints it. `files`: paths in the folder. */
export type InitResult = { folder: string; files: string[] };

/** The names that an empty folder may hold: a new repository of git is not in the way. */
const ignoredNames: ReadonlySet<string> = new Set([".git"]);
const maxNamedFiles = 5;

/**
 * `courant init`: writes a folder in which Courant runs apart from the checkout or package that the command comes from. The
 * folder has its own copy of the package, because no registry has one.
 * @throws USAGE_INVALID when the folder is not empty, FILE_UNWRITABLE
 */
export async function initCommand(settings: InitSettings, pack: Packer, output: Output): Promise<boolean> {
  const folder = resolve(settings.folder);
  await checkEmpty(folder);
  const firstMade = await mkdir(folder, { recursive: true }).catch((error) => {
    throw unwritable(folder, error);
  });
  try {
    const program = await pack(folder);
    const files = filesOf(folder, settings, program);
    await writeFiles(folder, files);
    const result: InitResult = { folder, files: [...Object.keys(files), program.file].sort() };
    if (output.json) output.result(result);
    else printResult(result, settings.folder, output);
    return true;
  } catch (error) {
    await empty(folder);
    if (firstMade !== undefined) await rm(firstMade, { recursive: true, force: true });
    throw error instanceof CourantError ? error : unwritable(folder, error);
  }
}

function printResult({ folder, files }: InitResult, given: string, output: Output): void {
  for (const file of files) output.line(`wrote  ${join(folder, file)}`);
  output.line("The next steps:");
  output.line(`  cd ${quoteForShell(given)}`);
  for (const step of ["npm install", "npx --no-install courant check", "npm start"]) output.line(`  ${step}`);
}

/** Quotes a path for a shell, if it has characters that need it. */
function quoteForShell(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

async function checkEmpty(folder: string): Promise<void> {
  const found = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw unwritable(folder, error);
  });
  const names = found.filter((name) => !ignoredNames.has(name)).sort();
  if (names.length === 0) return;
  const rest = names.length - maxNamedFiles;
  const listed = names.slice(0, maxNamedFiles).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
  throw new CourantError("USAGE_INVALID", `${folder} is not empty: it holds ${listed}. Name a new or an empty folder.`);
}

/** The texts of all files but the package, by path. */
function filesOf(folder: string, { systemd, compose }: InitSettings, program: ProgramPackage): Record<string, string> {
  const name = basename(folder);
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  return {
    ".env": settingsFile,
    ".gitignore": gitignore,
    "README.md": readme({ systemd, compose }),
    "config/courant.yaml": configText(timeZone),
    "package.json": manifestText(name, program),
    "package-lock.json": lockText(name, program),
    ...(systemd && {
      "courant.service": systemdUnit({ folder, node: nodePath(folder, program), user: userInfo().username }),
    }),
    ...(compose && {
      Dockerfile: dockerfile(program.file),
      ".dockerignore": dockerignore(program.file),
      "compose.yaml": composeFile,
    }),
  };
}

/** The Node that runs the service: the one that the folder installs, or else the one that runs now. */
function nodePath(folder: string, { installsNode }: ProgramPackage): string {
  return installsNode ? join(folder, "node_modules", ".bin", "node") : process.execPath;
}

async function writeFiles(folder: string, files: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    // The settings have no secret, but their owner may add one.
    await writeFile(file, text, { flag: "wx", mode: path === ".env" ? 0o600 : 0o666 });
  }
}

/** Leaves a folder as it was: it was empty. */
async function empty(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!ignoredNames.has(name)) await rm(join(folder, name), { recursive: true, force: true });
  }
}

function unwritable(folder: string, cause: unknown): CourantError {
  return new CourantError(
    "FILE_UNWRITABLE",
    `${folder} cannot be written: ${messageOf(cause)}. Name a folder in which you may write. Nothing was left behind.`,
    { cause },
  );
}
