/*
 * The files of private documents and media stand in a folder of FEEDS_DIR whose name begins with a dot, so that no web
 * server over FEEDS_DIR serves them.
 */

export const privateFolder = ".private";

/** Returns the file of a document when it is private. @param file its file when it is public */
export function privateFile(file: string): string {
  return `${privateFolder}/${file}`;
}

/** Returns the file that a document has after everybody may read it, or nobody but subscribers any more. */
export function counterpartOf(file: string): string {
  const prefix = privateFile("");
  return file.startsWith(prefix) ? file.slice(prefix.length) : privateFile(file);
}
