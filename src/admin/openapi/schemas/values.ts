import Type from "typebox";

/* Single values of which the answers of the admin API are made. */

export const noOtherMembers = { additionalProperties: false } as const;
export const Count = (description: string) => Type.Integer({ minimum: 0, description });
export const Moment = (description: string) => Type.String({ description: `RFC 3339; ${description}` });
export const Text = (description: string) => Type.String({ description });

/** A type whose optional members may also be undefined: JSON leaves those out. */
export type WithUndefined<T> = {
  [Name in keyof T]: Record<never, never> extends Pick<T, Name> ? T[Name] | undefined : T[Name];
};
