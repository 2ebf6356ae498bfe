#!/usr/bin/env node
// This file is plain JavaScript without new syntax, so that an old Node can run it and print the message.
import { existsSync } from "node:fs";

const minNodeMajor = 24;
const [nodeMajor] = process.versions.node.split(".").map(Number);
if (nodeMajor < minNodeMajor) {
  console.error(
    `Courant needs Node ${minNodeMajor} or later, and this is ${process.version}.\n` +
      "In a checkout, “npm ci” installs a suitable one: run “npm start”, or “npx --no-install courant” in place of “courant”.",
  );
  process.exit(1);
}
// A checkout runs its sources. The package has JavaScript only, because Node strips no types below node_modules.
const isCheckout = existsSync(new URL("./start.js", import.meta.url));
await import(isCheckout ? "./start.js" : "../dist/start.js");
