import Type from "typebox";
import { Compile } from "typebox/compile";
import type { Mistake } from "./contradictions.ts";

const purgeParts = Compile(
  Type.Object({
    purge: Type.Array(
      Type.Object({
        kind: Type.String(),
        headers: Type.Record(Type.String(), Type.String()),
        body: Type.Optional(Type.String()),
      }),
    ),
  }),
);

/** The names of headers that hold secrets. `Surrogate-Key` and the like hold placeholders. */
const secretName = /^(?:authorization|cookie|.*-(?:key|token|secret))$/i;

/**
 * Finds targets of `purge` that name nothing to purge, and secrets that stand in the file: everybody who may read the
 * settings reads those.
 */
export function findPurgeMistakes(config: unknown): Mistake[] {
  if (!purgeParts.Check(config)) return [];
  return config.purge.flatMap(({ kind, headers, body = "" }, index): Mistake[] => {
    const path = ["purge", String(index)];
    const isNaming = [...Object.values(headers), body].some((text) =>
      /\{(?:keys|keyList|keysJson|urlsJson|url)\}/.test(text),
    );
    const secrets = Object.entries(headers).filter(([name, value]) => secretName.test(name) && !value.includes("{"));
    return [
      ...(kind !== "request" || isNaming
        ? []
        : [
            {
              path,
              text: "it names nothing to purge, expected {keys}, {keyList}, {keysJson}, {urlsJson} or {url} in headers or body",
            },
          ]),
      ...secrets.map(([name]) => ({
        path: [...path, "headers", name],
        text: `found a secret in the file, expected \${NAME}, which is the variable NAME of the environment`,
      })),
    ];
  });
}
