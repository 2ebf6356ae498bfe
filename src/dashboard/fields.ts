import { type Html, type HtmlValue, html } from "../render/html.ts";

/** The parts that every field of a form has. `name` is the id if not given; `error`: the mistake in what was typed. */
export type FieldDescription = {
  id: string;
  name?: string;
  label: HtmlValue;
  hint?: HtmlValue;
  error?: string | undefined;
};

/** Attributes of an element; `false` and undefined are left out, and `true` stands alone. */
export type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** Writes a field of one line. */
export function inputField(field: FieldDescription, attributes: Attributes): Html {
  const given = { type: "text", autocomplete: "off", ...attributes };
  return wrap(field, html`<input${writeAttributes({ ...common(field), ...given })}>`);
}

/** Writes a field of several lines. */
export function areaField(field: FieldDescription, value: string, attributes: Attributes = {}): Html {
  const all = { ...common(field), rows: 3, ...attributes };
  // A line break after the start tag is not part of the value (HTML standard, section 13.1.2.5).
  return wrap(field, html`<textarea${writeAttributes(all)}>\n${value}</textarea>`);
}

/** Writes a field that offers choices. @param choices each with its value and its words */
export function selectField(
  field: FieldDescription,
  choices: readonly (readonly [value: string, words: string])[],
  chosen: string,
  attributes: Attributes = {},
): Html {
  const options = choices.map(
    ([value, words]) => html`<option${writeAttributes({ value, selected: value === chosen })}>${words}</option>`,
  );
  return wrap(field, html`<select${writeAttributes({ ...common(field), ...attributes })}>${options}</select>`);
}

/** Writes a field that is on or off. */
export function checkField(field: FieldDescription, isChecked: boolean, value = "yes"): Html {
  const { label } = field;
  const box = { ...common(field), type: "checkbox", value, checked: isChecked };
  return html`<div class="field check"><label><input${writeAttributes(box)}> ${label}</label>
${notes(field)}</div>
`;
}

/** Writes attributes, each with a space before it. */
export function writeAttributes(attributes: Attributes): Html[] {
  return Object.entries(attributes).flatMap(([name, value]) => {
    if (value === undefined || value === false) return [];
    return [value === true ? html` ${name}` : html` ${name}="${String(value)}"`];
  });
}

function common({ id, name = id, hint, error }: FieldDescription): Attributes {
  const notes = [hint !== undefined && `${id}-hint`, error !== undefined && `${id}-error`].filter(Boolean).join(" ");
  return { id, name, "aria-describedby": notes || undefined, "aria-invalid": error === undefined ? undefined : "true" };
}

function wrap(field: FieldDescription, control: Html): Html {
  return html`<div class="field"><label for="${field.id}">${field.label}</label>
${control}
${notes(field)}</div>
`;
}

function notes({ id, hint, error }: FieldDescription): Html {
  return html`${hint !== undefined && html`<small id="${id}-hint">${hint}</small>\n`}${
    error !== undefined && html`<strong class="mistake" id="${id}-error">${error}</strong>\n`
  }`;
}
