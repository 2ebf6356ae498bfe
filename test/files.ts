import { globSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** Tests that one process runs. */
export type TestGroup = { name: string; files: string[] };

const isFolder = (name: string) => statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false;

/** Whether it changes its process for good, such as whose it is. */
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
 * Puts the files of a room together, some in each process, since each process loads the service anew. Rooms of many files
 * come first: they take longest. A file named `.alone.test.ts` has a process of its own.
 */
export function groupTestFiles(files: string[], filesPerProcess: number): TestGroup[] {
  const rooms = [...Map.groupBy(files, (file) => (isAlone(file) ? file : dirname(file)))].sort(
    ([, a], [, b]) => b.length - a.length,
  );
  return rooms.flatMap(([room, files]) => {
    const processes = Math.ceil(files.length / filesPerProcess);
    return Array.from({ length: processes }, (_, number) => ({
      name: files.length === 1 ? (files[0] ?? room) : processes === 1 ? room : `${room} ${number + 1}/${processes}`,
      // Neighbours are alike: each process gets some of them.
      files: files.filter((_, index) => index % processes === number),
    }));
  });
}
