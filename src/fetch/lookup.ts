import type { LookupFunction } from "node:net";
import { type AllowList, isPublic } from "./addresses.ts";
import { refusal } from "./reasons.ts";

/** Resolves a name once, and gives out only addresses that may be asked: those are connected to, and no others. */
export function guardedLookup(lookup: LookupFunction, allowed: AllowList): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, "", 0);
      const all = Array.isArray(found) ? found : [];
      const bad = all.find(({ address }) => !isPublic(address) && !allowed.address(address));
      const [first] = all;
      if (bad)
        return callback(refusal(hostname, `it leads to ${bad.address}, which is not on the public internet`), "", 0);
      if (!first) return callback(new Error("the name has no address"), "", 0);
      if (options.all) callback(null, all);
      else callback(null, first.address, first.family);
    });
  };
}
