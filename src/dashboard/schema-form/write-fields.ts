import { type Html, html } from "../../render/html.ts";
import { areaField, checkField, type FieldDescription, inputField, selectField } from "../fields.ts";
import type { View } from "../view.ts";
import type { FormTexts, Mistakes } from "./form-values.ts";
import { type FormField, type GroupField, idOf, switchName, type ValueField } from "./schema-fields.ts";

/** The content of a form: the texts in its fields, and the mistakes in them. */
export type FormState = { texts: FormTexts; mistakes?: Mistakes | undefined };

/** Writes the fields of a form. @param more the names of fields that are used less often, and stand behind a summary */
export function writeFields(
  view: View,
  fields: readonly FormField[],
  state: FormState,
  more: readonly string[] = [],
): Html {
  const isMore = ({ name }: FormField) => more.includes(name);
  const less = fields.filter(isMore);
  const isOpen = less.some((field) => hasMistake(field, state));
  const usual = fields.filter((field) => !isMore(field)).map((field) => writeField(view, field, state));
  if (less.length === 0) return html`${usual}`;
  return html`${usual}<details class="more"${isOpen ? html` open` : undefined}>
<summary>${view.texts.settings.more}</summary>
${less.map((field) => writeField(view, field, state))}</details>
`;
}

function writeField(view: View, field: FormField, state: FormState): Html {
  if (field.kind === "group") return writeGroup(view, field, state);
  const { path, schema, isRequired } = field;
  const text = state.texts[path] ?? "";
  const description = describe(view, field, state);
  const { kind } = field;
  if (kind === "switch") return checkField(description, text !== "");
  if (kind === "choice") return selectField(description, choicesOf(view, field), text);
  if (kind === "lines" || kind === "data") return areaField(description, text, { spellcheck: "false" });
  const placeholder = schema.default === undefined ? undefined : String(schema.default);
  if (kind === "number") {
    const { minimum: min, maximum: max } = schema;
    return inputField(description, {
      type: "number",
      value: text,
      min,
      max,
      step: 1,
      placeholder,
      required: isRequired,
    });
  }
  return inputField(description, { value: text, placeholder, required: isRequired, maxlength: schema.maxLength });
}

function choicesOf({ texts }: View, { schema, isRequired }: ValueField): (readonly [string, string])[] {
  const { yes, no } = texts.settings;
  const choices = (schema.enum ?? []).map((value) => {
    const words = value === true ? yes : value === false ? no : String(value);
    return [String(value), words] as const;
  });
  return isRequired || schema.default !== undefined ? choices : [["", "–"], ...choices];
}

function writeGroup(view: View, field: GroupField, state: FormState): Html {
  const { schema, fields, isSwitched } = field;
  const name = switchName(field);
  const use = { id: `${idOf(field)}-on`, name, label: view.texts.settings.use };
  return html`<fieldset class="group">
<legend>${labelOf(view, field)}</legend>
${schema.description !== undefined && html`<p><small lang="en">${schema.description}</small></p>\n`}${isSwitched && checkField(use, state.texts[name] !== undefined)}${writeFields(view, fields, state)}</fieldset>
`;
}

function describe(view: View, field: ValueField, { mistakes }: FormState): FieldDescription {
  const { kind, path, schema } = field;
  const { oneEach, yaml } = view.texts.settings;
  const how = kind === "lines" ? oneEach : kind === "data" ? yaml : undefined;
  return {
    id: idOf(field),
    name: path,
    label: labelOf(view, field),
    hint: html`<span lang="en">${schema.description ?? schema.items?.description}</span>${how !== undefined && `. ${how}`}`,
    error: mistakes?.get(path),
  };
}

/** Returns the words for a setting; settings without words go by their names in the file. */
function labelOf({ texts }: View, { name }: FormField): string {
  const { names } = texts.settings;
  return Object.hasOwn(names, name) ? names[name as keyof typeof names] : name;
}

function hasMistake(field: FormField, { mistakes }: FormState): boolean {
  return [...(mistakes?.keys() ?? [])].some((path) => path === field.path || path.startsWith(`${field.path}.`));
}
