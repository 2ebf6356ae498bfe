import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Ajv } from "ajv";
import jsonFeedSchema from "jsonfeed-schema/schema-v1.1.json" with { type: "json" };
import { RelaxNGValidator, XmlDocument, XmlElement } from "libxml2-wasm";
import Format from "typebox/format";

/*
 * The schemas of Atom and JSON Feed. Each function gives what is wrong with a document, nothing where it is valid.
 */

const namespaces = { atom: "http://www.w3.org/2005/Atom", s: "http://www.ascc.net/xml/schematron" };

const grammar = XmlDocument.fromString(readFileSync(join(import.meta.dirname, "atom.rng"), "utf8"));
const relaxNg = RelaxNGValidator.fromDoc(grammar);

/** The Schematron rules beside the grammar: the elements of each rule, and the condition that must hold. */
const rules = elementsAt(grammar, "//s:rule").map((rule) => ({
  context: rule.attr("context")?.value ?? "",
  test: elementsAt(rule, "s:assert")[0]?.attr("test")?.value ?? "",
}));

const ajv = new Ajv({ allErrors: true, strict: false });
ajv.addFormat("uri", Format.IsUri).addFormat("date-time", Format.IsDateTime);
const isJsonFeed = ajv.compile(jsonFeedSchema);

/** RFC 4287, appendix B: the RELAX NG grammar and the rules in it. */
export function atomMistakes(document: string): string[] {
  const parsed = XmlDocument.fromString(document);
  try {
    const broken = rules.filter(({ context, test }) => elementsAt(parsed, `//${context}[not(${test})]`).length > 0);
    return [...relaxNgMistakes(parsed), ...broken.map(({ context, test }) => `${context} breaks the rule ${test}`)];
  } finally {
    parsed.dispose();
  }
}

/** The schema of JSON Feed 1.1 that the npm package `jsonfeed-schema` has. */
export function jsonFeedMistakes(document: string): string[] {
  if (isJsonFeed(JSON.parse(document))) return [];
  return (isJsonFeed.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

function relaxNgMistakes(document: XmlDocument): string[] {
  try {
    relaxNg.validate(document);
    return [];
  } catch (error) {
    return [error instanceof Error ? error.message : String(error)];
  }
}

function elementsAt(node: XmlDocument | XmlElement, xpath: string): XmlElement[] {
  return node.find(xpath, namespaces).filter((found) => found instanceof XmlElement);
}
