import { addressKey } from "../article/address-key.ts";
import type { Config } from "../config/schema.ts";

/** Tells whether an address of a person is one of those who may write here. */
export function isOwner(me: string, { micropub, site }: Pick<Config, "micropub" | "site">): boolean {
  const owners = micropub.me.length > 0 ? micropub.me : [site.url];
  return URL.canParse(me) && owners.some((owner) => addressKey(owner) === addressKey(me));
}
