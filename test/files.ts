import { globSync, statSync } from "node:fs";

/** Test files that one process runs. */
export type TestGroup = { name: string; files: string[] };

const isFolder = (name: string) => statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Whether a file changes its process for good, for example its user. */
const isAlone = (file: string) => file.endsWith(".alone.test.ts");

/**
 * The test files that arguments name: files, and all in folders.
 * @throws where an argument names none
 */
export function findTestFiles(names: string[]): string[] {
  const files = names.flatMap((name) => {
    const found = globSync(isFolder(name) ? `${name}/**/*.test.ts` : name);
    if (found.length === 0) throw new Error(`No tests are found in ${name}. Give a test file, or a folder of them.`);
    return found.map((file) => file.replaceAll("\\", "/").replace(/^\.\//, ""));
  });
  return [...new Set(files)].sort();
}

/**
 * Deals test files to processes, because each process loads the service anew. Neighbours are alike and often equally slow, so
 * each process gets some of them. A file named `.alone.test.ts` has its own process, and these come first.
 * @param processes how many processes share the other files
 */
export function groupTestFiles(files: string[], processes: number): TestGroup[] {
  const alone = files.filter(isAlone).map((file) => ({ name: file, files: [file] }));
  const others = files.filter((file) => !isAlone(file));
  const count = Math.min(processes, others.length);
  const groups = Array.from({ length: count }, (_, number) => {
    const dealt = others.filter((_, index) => index % count === number);
    return { name: dealt.length === 1 ? String(dealt[0]) : `process ${number + 1} of ${count}`, files: dealt };
  });
  return [...alone, ...groups];
}
