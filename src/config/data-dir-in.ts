/** A line `dataDir: …` in the block `service:`, or such a pair in `service: { … }`. */
const dataDirPair =
  /^service:[^\S\n]*(?:(?:#.*)?\n(?:(?:[^\S\n].*|#.*)?\n)*?[^\S\n]+|\{(?:[^}\n]*[,\s])?)dataDir:[^\S\n]*(?:"([^"\\\n]+)"|'([^'\n]+)'|([\w./~][\w ./~@+-]*)(?=(?:[^\S\n]+#.*)?$|[,}]))/m;

/**
 * Finds `service.dataDir` in the text of a configuration, as people usually write it, without reading YAML. Pure.
 * @returns undefined if it is not there, or is written in another way
 */
export function dataDirIn(text: string): string | undefined {
  const [, double, single, plain] = dataDirPair.exec(text.replaceAll("\r\n", "\n")) ?? [];
  return double ?? single ?? plain?.trim();
}
