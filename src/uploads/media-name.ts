/** Characters of a name before its extension. */
const maxNameLength = 60;

/** Characters of a given name that are looked at. */
const maxGivenLength = 1000;

/** Names that Windows keeps for devices, with any extension. */
const deviceName = /^(?:con|prn|aux|nul|com\d|lpt\d)$/;

/**
 * Returns the name that a file has in its address: small letters, digits and dashes of ASCII, whatever name it came with.
 * It means the same on every file system, and in every address.
 * @param given the name that the client sent, which may be anything
 * @param extension the extension that the bytes decided
 */
export function mediaName(given: string, extension: string): string {
  const last = given.slice(-maxGivenLength).split(/[/\\]/).at(-1) ?? "";
  const words = last
    .replace(/\.[^.]{0,10}$/, "")
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, maxNameLength)
    .replace(/^-+|-+$/g, "");
  const base = words === "" ? "file" : deviceName.test(words) ? `${words}-file` : words;
  return `${base}.${extension}`;
}
