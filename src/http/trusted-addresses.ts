import { BlockList, isIPv6 } from "node:net";

/**
 * Returns a function that tells whether an address is in one of the ranges, which may be other ones at each call.
 * @param ranges returns addresses and CIDR ranges
 */
export function matchAddresses(ranges: () => readonly string[]): (address: string) => boolean {
  let known: readonly string[] | undefined;
  let list = new BlockList();
  return (address) => {
    const present = ranges();
    if (present !== known) {
      known = present;
      list = createList(present);
    }
    return list.check(address, familyOf(address));
  };
}

function createList(ranges: readonly string[]): BlockList {
  const list = new BlockList();
  for (const range of ranges) {
    const [address = "", length] = range.split("/");
    if (length === undefined) list.addAddress(address, familyOf(address));
    else list.addSubnet(address, Number(length), familyOf(address));
  }
  return list;
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIPv6(address) ? "ipv6" : "ipv4";
}
