#!/usr/bin/env node
// This file is plain JavaScript without new syntax, so that an old Node can run it and print the message.
const minNodeMajor = 24;
const [nodeMajor] = process.versions.node.split(".").map(Number);
if (nodeMajor < minNodeMajor) {
  console.error(
    `Courant needs Node ${minNodeMajor} or later, and this is ${process.version}.\n` +
      "“npm ci” installs a suitable one: run “npm start”, or “npx --no-install courant” in place of “courant”.",
  );
  process.exit(1);
}
await import("./compile-cache.js");
await import("./cli.ts");
