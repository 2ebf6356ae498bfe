import { type CollectionPlace, isPostgres } from "./open.ts";

/** Names the place of a collection in messages, without the user, the password and the parameters of an address. */
export function describePlace(place: CollectionPlace): string {
  if (!isPostgres(place)) return place;
  const { host, pathname } = new URL(place);
  return `the database ${host}${pathname}`;
}
