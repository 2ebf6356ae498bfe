import Type from "typebox";
import { Compile } from "typebox/compile";
import type { TLocalizedValidationError } from "typebox/error";
import { Settings } from "typebox/system";
import { Default, Pointer } from "typebox/value";
import "./formats.ts";
import { switchableSettings } from "./channel-schema.ts";
import { findContradictions, type Mistake } from "./contradictions.ts";
import { describeValue } from "./describe-value.ts";
import { describeSchema, describeUnknownKey, type SchemaKeywords } from "./messages.ts";
import { ConfigFile } from "./schema.ts";

const configFile = Compile(ConfigFile);

/** Finds every mistake, and fills in the defaults in the value itself. */
export function checkConfig(value: unknown): { config: ConfigFile } | { mistakes: Mistake[] } {
  const complete = Default(ConfigFile, expandSwitches(value));
  const contradictions = findContradictions(complete);
  if (configFile.Check(complete) && contradictions.length === 0) return { config: complete };
  return { mistakes: [...findErrors(complete).flatMap((error) => explainError(error, complete)), ...contradictions] };
}

/** Replaces `perTag: true` by `perTag: {}`, which has all the defaults, and drops `perTag: false`. */
function expandSwitches(value: unknown): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, setting]) => {
      if (!Object.hasOwn(switchableSettings, key) || typeof setting !== "boolean") return [[key, setting]];
      return setting ? [[key, {}]] : [];
    }),
  );
}

/** Raises the limit of eight errors while it looks for them. TypeBox has only one limit for the whole process. */
function findErrors(value: unknown): TLocalizedValidationError[] {
  const { maxErrors } = Settings.Get();
  Settings.Set({ maxErrors: Number.POSITIVE_INFINITY });
  try {
    // These two only repeat errors that each unknown key and each wrong name have of their own.
    return configFile
      .Errors(value)
      .filter(({ keyword }) => keyword !== "additionalProperties" && keyword !== "propertyNames");
  } finally {
    Settings.Set({ maxErrors });
  }
}

function explainError(error: TLocalizedValidationError, value: unknown): Mistake[] {
  const path = Pointer.Indices(error.instancePath);
  if (error.keyword === "required") {
    return error.params.requiredProperties.map((key) => {
      const schema = schemaAt(`${error.schemaPath}/properties/${key}`);
      return { path: [...path, key], text: `missing, expected ${describeSchema(schema)}${descriptionSuffix(schema)}` };
    });
  }
  const key = path.at(-1) ?? "";
  if (error.keyword === "boolean") {
    const { properties } = schemaAt(error.schemaPath.replace(/\/additionalProperties$/, ""));
    return [{ path, text: describeUnknownKey(key, Object.keys(properties ?? {})) }];
  }
  if (error.keyword === "uniqueItems") {
    return error.params.duplicateItems.map((index) => {
      const duplicate = Pointer.Get(value, `${error.instancePath}/${index}`);
      return { path: [...path, String(index)], text: `found ${describeValue(duplicate)} again, expected it once` };
    });
  }
  const badValue = error.schemaPath.endsWith("/propertyNames") ? key : Pointer.Get(value, error.instancePath);
  const schema = schemaAt(error.schemaPath);
  const quoteHint = schema.type === "string" && ["number", "boolean"].includes(typeof badValue) ? ", in quotes" : "";
  const booleans = path.length === 1 && Object.hasOwn(switchableSettings, key) ? "true, false or " : "";
  return [
    { path, text: `found ${describeValue(badValue)}, expected ${booleans}${describeSchema(schema)}${quoteHint}` },
  ];
}

function schemaAt(schemaPath: string): SchemaKeywords {
  const schema = Pointer.Get(ConfigFile, schemaPath.slice(1));
  return Type.IsSchema(schema) ? schema : {};
}

function descriptionSuffix({ description }: SchemaKeywords): string {
  return description === undefined ? "" : ` (${description})`;
}
