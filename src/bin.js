#!/usr/bin/env node
import module from "node:module";
import { fileURLToPath } from "node:url";

// Plain JavaScript, so that a Node too old to read the rest can still say so.
const needed = 24;
const [major] = process.versions.node.split(".").map(Number);
if (major < needed) {
  console.error(
    `Courant needs Node ${needed} or later, and this is ${process.version}.\n` +
      "“npm ci” brings a fitting one along: run “npm start”, or “npx --no-install courant” in place of “courant”.",
  );
  process.exit(1);
}
// Modules compiled once start the service sooner and in less memory; where the folder cannot be written, without.
module.enableCompileCache(fileURLToPath(new URL("../node_modules/.cache/courant", import.meta.url)));
await import("./cli.ts");
