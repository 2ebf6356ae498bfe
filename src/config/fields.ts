import Type from "typebox";

/*
 * Schemas of single values, from which the parts of the configuration's schema are built. formats.ts defines the formats.
 */

export const lineSchema = (description: string) => Type.String({ minLength: 1, format: "line", description });
export const urlSchema = (description: string) => Type.String({ format: "http-url", description });
export const emailSchema = (description: string) => Type.String({ format: "email", description });
export const slugPattern = "^[a-z0-9]+(-[a-z0-9]+)*$";
export const slugSchema = Type.String({
  pattern: slugPattern,
  maxLength: 64,
  description: "a name for addresses: small letters, digits and single dashes, at most 64 characters",
});
export const secondsSchema = (description: string, defaultSeconds: number) =>
  Type.Integer({
    minimum: 0,
    maximum: 31_536_000,
    default: defaultSeconds,
    description: `${description}, in seconds`,
  });
export const sizeSchema = (description: string, defaultSize: string) =>
  Type.String({
    pattern: "^[1-9]\\d{0,5} ?(?:kB|MB|GB|TB)$",
    default: defaultSize,
    description: `${description}, such as 500 MB or 2 GB`,
  });
export const noOtherKeys = { additionalProperties: false } as const;
