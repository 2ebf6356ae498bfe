import Type from "typebox";

/** What the parts of the configuration's schema are made of. Formats are those of formats.ts. */

export const lineSchema = (description: string) => Type.String({ minLength: 1, format: "line", description });
export const urlSchema = (description: string) => Type.String({ format: "http-url", description });
export const emailSchema = (description: string) => Type.String({ format: "email", description });
export const noOtherKeys = { additionalProperties: false } as const;
