/**
 * Returns an address of the admin API relative to the request that it answers (RFC 9110 section 10.2.2), so that it is
 * right behind a proxy that takes a path off, and without that proxy.
 * @param address a path below `/admin/`
 * @param target the request target
 */
export function relativeAddress(address: string, target: string): string {
  const [path = ""] = target.split(/[?#]/, 1);
  const depth = path.split("/").length - 3;
  return `${"../".repeat(Math.max(0, depth))}${address.slice("/admin/".length)}`;
}
