/** A line `dataDir: …` in the block `service:`. */
const dataDirLine =
  /^service:[^\S\n]*(?:#.*)?\n(?:(?:[^\S\n].*|#.*)?\n)*?[^\S\n]+dataDir:[^\S\n]*(?:"([^"\\\n]+)"|'([^'\n]+)'|([\w./~][\w ./~@+-]*?))(?=[^\S\n]*(?:[^\S\n]#.*)?$)/m;

/** A pair `dataDir: …` in `service: { … }`. */
const dataDirPair =
  /^service:[^\S\n]*\{(?:[^}\n]*[,\s])?dataDir:[^\S\n]*(?:"([^"\\\n]+)"|'([^'\n]+)'|([\w./~][\w ./~@+-]*?))(?=[^\S\n]*[,}])/m;

/**
 * Finds `service.dataDir` in the text of a configuration, as people usually write it, without reading YAML. Pure.
 * @returns undefined if it is not there, or is written in another way
 */
export function dataDirIn(text: string): string | undefined {
  const lines = text.replaceAll("\r\n", "\n");
  const [, double, single, plain] = dataDirLine.exec(lines) ?? dataDirPair.exec(lines) ?? [];
  return double ?? single ?? plain;
}
