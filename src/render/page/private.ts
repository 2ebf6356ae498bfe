import { rootPath } from "../../article/root-path.ts";

/** A tag of a page. */
const tag = /<[a-z][^>]*>/g;

/** An attribute that a browser follows or loads. */
const attribute = /\b(href|src|poster|srcset)="([^"]*)"/g;

/**
 * Makes the addresses of this service in a private page relative, so that they have the credential of the address at which
 * the page is read, and the bytes are the same for all. The page must stand two levels below the root, as `/feeds/{slug}` and
 * `/articles/{id}` do. Links to the home page and the list of feeds stay as they are: these are public.
 * @param baseUrl the public address, without a trailing slash
 */
export function relativeAddresses(page: string, baseUrl: string): string {
  return page.replaceAll(tag, (start) =>
    start.replaceAll(attribute, (_, name: string, value: string) => `${name}="${toRelative(name, value, baseUrl)}"`),
  );
}

function toRelative(name: string, value: string, baseUrl: string): string {
  const root = rootPath(baseUrl);
  const shorten = (address: string) =>
    address.startsWith(`${baseUrl}/`)
      ? `..${address.slice(baseUrl.length)}`
      : address.startsWith(`${root}/feeds/`)
        ? `..${address.slice(root.length)}`
        : address;
  if (name !== "srcset") return shorten(value);
  return value.split(", ").map(shorten).join(", ");
}
