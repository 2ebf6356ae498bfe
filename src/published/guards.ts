/*
 * Checks of what is read from FEEDS_DIR. Serving threads load this room, and a library for schemas would take more of their
 * memory than all that they serve on a small site.
 */

/** Tells whether a value has a type. */
export type Guard<Type> = (value: unknown) => value is Type;

/** The type that a guard checks for. */
export type GuardedValue<Checked> = Checked extends Guard<infer Type> ? Type : never;

type Shape = Record<string, Guard<unknown>>;
type OptionalKeys<Members extends Shape> = {
  [Key in keyof Members]: undefined extends GuardedValue<Members[Key]> ? Key : never;
}[keyof Members];
type ObjectOf<Members extends Shape> = {
  [Key in Exclude<keyof Members, OptionalKeys<Members>>]: GuardedValue<Members[Key]>;
} & { [Key in OptionalKeys<Members>]?: Exclude<GuardedValue<Members[Key]>, undefined> };

/** A text that matches a pattern. */
export const text =
  (pattern = /^/): Guard<string> =>
  (value): value is string =>
    typeof value === "string" && pattern.test(value);

/** A whole number in a range, both ends included. */
export const integer =
  (min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): Guard<number> =>
  (value): value is number =>
    Number.isInteger(value) && Number(value) >= min && Number(value) <= max;

/** True or false. */
export const flag: Guard<boolean> = (value): value is boolean => typeof value === "boolean";

/** Any value, which is checked elsewhere. */
export const anything: Guard<unknown> = (_value): _value is unknown => true;

/** This number, and no other. */
export const literal =
  <Value extends number>(expected: Value): Guard<Value> =>
  (value): value is Value =>
    value === expected;

/** A member that may be absent. */
export const optional =
  <Type>(guard: Guard<Type>): Guard<Type | undefined> =>
  (value): value is Type | undefined =>
    value === undefined || guard(value);

/** A list whose items all have one type. */
export const list =
  <Type>(guard: Guard<Type>, maxItems = Number.POSITIVE_INFINITY): Guard<Type[]> =>
  (value): value is Type[] =>
    Array.isArray(value) && value.length <= maxItems && value.every(guard);

/** An object whose members all have one type. */
export const record =
  <Type>(guard: Guard<Type>): Guard<Record<string, Type>> =>
  (value): value is Record<string, Type> =>
    isObject(value) && Object.values(value).every(guard);

/** An object with these members; others may be there. */
export const object = <Members extends Shape>(members: Members): Guard<ObjectOf<Members>> => {
  const checks = Object.entries(members);
  return (value): value is ObjectOf<Members> =>
    isObject(value) && checks.every(([name, guard]) => guard(Object.hasOwn(value, name) ? value[name] : undefined));
};

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
