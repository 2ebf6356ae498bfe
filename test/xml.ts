import { XmlDocument, XmlStringOutputBufferHandler } from "libxml2-wasm";

/**
 * Canonical XML 1.0, made by libxml2, which is strict: all text and attributes in one spelling, CDATA resolved.
 * @throws Error with libxml2's complaints when the document is not well-formed
 */
export function canonical(document: string): string {
  return withDocument(document, (parsed) => {
    const output = new XmlStringOutputBufferHandler();
    parsed.canonicalize(output);
    return output.result;
  });
}

/** The value of an XPath expression. */
export function evaluate(document: string, xpath: string): string | number | boolean {
  return withDocument(document, (parsed) => {
    const value = parsed.eval(xpath);
    if (typeof value === "object") throw new Error(`${xpath} gives nodes, not a value`);
    return value;
  });
}

function withDocument<Result>(document: string, use: (parsed: XmlDocument) => Result): Result {
  const parsed = XmlDocument.fromString(document);
  try {
    return use(parsed);
  } finally {
    parsed.dispose();
  }
}
