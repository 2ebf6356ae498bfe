import type { LookupFunction } from "node:net";
import { type AllowList, isPublicAddress } from "./addresses.ts";
import { fetchRefusal } from "./reasons.ts";

/** Resolves a host name once and returns only allowed addresses. The connection uses these addresses and no others. */
export function createGuardedLookup(lookup: LookupFunction, allowList: AllowList): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, resolved) => {
      if (error) return callback(error, "", 0);
      const addresses = Array.isArray(resolved) ? resolved : [];
      const privateAddress = addresses.find(
        ({ address }) => !isPublicAddress(address) && !allowList.allowsAddress(address),
      );
      const [first] = addresses;
      if (privateAddress)
        return callback(
          fetchRefusal(hostname, `it resolves to ${privateAddress.address}, which is not on the public internet`),
          "",
          0,
        );
      if (!first) return callback(new Error("the name has no address"), "", 0);
      if (options.all) callback(null, addresses);
      else callback(null, first.address, first.family);
    });
  };
}
