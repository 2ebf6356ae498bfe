import { pathToFileURL } from "node:url";

/*
 * Runs test files one after another in this process: `node test/room.ts NAME FILE…`. The files leave the arguments before
 * tap sees these, since it names its folders by them.
 */
const files = process.argv.splice(3);
const { test } = await import("tap");

for (const file of files) {
  try {
    await import(pathToFileURL(file).href);
  } catch (error) {
    test(`${file} cannot be loaded`, async () => {
      throw error;
    });
  }
}
