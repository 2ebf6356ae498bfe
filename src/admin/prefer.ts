/** Tells whether a Prefer header names a preference (RFC 7240 section 2). Case, values and parameters do not matter. */
export function prefers(header: string | string[] | undefined, preference: string): boolean {
  const items = [header ?? ""].flat().join(",").split(",");
  return items.some((item) => item.split(/[;=]/)[0]?.trim().toLowerCase() === preference);
}
