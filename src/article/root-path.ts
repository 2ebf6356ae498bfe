/**
 * Returns the path of the public address, which stands before every path of this service in links and headers. It is empty
 * at the root of a host.
 */
export function rootPath(baseUrl: string): string {
  return new URL(baseUrl).pathname.replace(/\/$/, "");
}
