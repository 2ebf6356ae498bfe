import Type from "typebox";
import { Compile } from "typebox/compile";
import type { Mistake } from "./contradictions.ts";

const purgeParts = Compile(
  Type.Object({
    purge: Type.Array(
      Type.Object({
        kind: Type.String(),
        url: Type.String(),
        headers: Type.Record(Type.String(), Type.String()),
        body: Type.Optional(Type.String()),
      }),
    ),
  }),
);

/** Each placeholder stands for keys or for addresses. */
const placeholders = { keys: /\{(?:keys|keyList|keysJson)\}/, addresses: /\{(?:urlsJson|url)\}/ };

/** The names of headers that hold secrets. `Surrogate-Key` and the like hold placeholders. */
const secretName = /^(?:authorization|cookie|.*-(?:key|token|secret))$/i;

/** The mistakes of a request, by how many of both it names. */
const namingMistakes: Readonly<Record<number, string>> = {
  0: "it names nothing to purge, expected {keys}, {keyList}, {keysJson}, {urlsJson} or {url} in url, headers or body",
  2: "it names keys and addresses, expected only one of both; give the service two targets if it needs both",
};

/**
 * Finds targets of `purge` that name nothing to purge, or keys and addresses at once, and secrets that stand in the file: everybody who may read the
 * settings reads those.
 */
export function findPurgeMistakes(config: unknown): Mistake[] {
  if (!purgeParts.Check(config)) return [];
  return config.purge.flatMap(({ kind, url, headers, body = "" }, index): Mistake[] => {
    const path = ["purge", String(index)];
    const text = [url, ...Object.values(headers), body].join("\n");
    const names = Object.values(placeholders).filter((placeholder) => placeholder.test(text)).length;
    const secrets = Object.entries(headers).filter(([name, value]) => secretName.test(name) && !value.includes("{"));
    return [
      ...(kind === "request" && names !== 1 ? [{ path, text: namingMistakes[names] ?? "" }] : []),
      ...secrets.map(([name]) => ({
        path: [...path, "headers", name],
        text: `found a secret in the file, expected \${NAME}, which is the variable NAME of the environment`,
      })),
    ];
  });
}
