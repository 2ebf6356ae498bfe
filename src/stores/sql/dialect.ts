/** The columns of rows that are given as JSON, and their types. */
export type GivenColumns = Readonly<Record<string, "TEXT" | "BIGINT">>;

/** SQL in which databases differ. Each function returns a part of a statement. */
export type Dialect = {
  /** Whether a statement waits for nothing but the file of the database. */
  answersAtOnce: boolean;
  /** The query of the texts in a JSON array, in the column `value`. @param array a parameter, such as `:terms`, or a column */
  texts(array: string): string;
  /** A text is one of those in a JSON array. */
  isIn(text: string, array: string): string;
  /** A text is none of those in a JSON array. */
  isNotIn(text: string, array: string): string;
  /** The query of the arrays in a JSON array of arrays, as JSON in the column `value`. */
  arrays(array: string): string;
  /** The query of the rows in a JSON array of objects. What an object lacks is NULL. */
  rows(array: string, columns: GivenColumns): string;
  /** The text of a member of a JSON object; NULL when it is missing. @param path names, from the outside to the inside */
  member(json: string, ...path: string[]): string;
  /** A JSON object of some members of another, as text; null for one that is missing. */
  members(json: string, names: readonly string[]): string;
  /** A JSON object without a member, as text. */
  withoutMember(json: string, name: string): string;
  /** A JSON object with a text as a member, as text. */
  withMember(json: string, name: string, text: string): string;
  /** Tells whether a text contains another. */
  contains(text: string, part: string): string;
  /** The text that a column of bytes holds; an empty one for NULL. Bytes that are no text may become any text. */
  textOfBytes(column: string): string;
  /** How many elements a JSON array has. */
  lengthOf(array: string): string;
  /** A JSON array of the texts in a column, as text: an aggregate. */
  array(column: string): string;
  /** The greater of two numbers. */
  greater(a: string, b: string): string;
  /** The smaller of two numbers. */
  smaller(a: string, b: string): string;
  /** The longest text that an index takes, in bytes of UTF-8; undefined: any. */
  maxKeyBytes: number | undefined;
  /** A join that reads its left side first. */
  join: string;
  /** Makes a table be read by an index; a database that plans by itself ignores it. */
  by(index: string): string;
  /** Makes rows be read without any limit: follows LIMIT. */
  noLimit: string;
};
