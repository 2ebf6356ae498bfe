import Type from "typebox";

/** What the parts of the configuration's schema are made of. Formats are those of formats.ts. */

export const line = (description: string) => Type.String({ minLength: 1, format: "line", description });
export const url = (description: string) => Type.String({ format: "http-url", description });
export const email = (description: string) => Type.String({ format: "email", description });
export const closed = { additionalProperties: false } as const;
