#!/usr/bin/env node
// Plain JavaScript, so that a Node too old to read the rest can still say so.
const needed = 24;
const [major] = process.versions.node.split(".").map(Number);
if (major < needed) {
  console.error(
    `Courant needs Node ${needed} or later, and this is ${process.version}.\n` +
      "“npm ci” brings a fitting one along: run “npm start”, or “npx courant” in place of “courant”.",
  );
  process.exit(1);
}
await import("./cli.ts");
