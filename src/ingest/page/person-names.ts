import { nonEmptyLine } from "../../article/fields.ts";
import { textOf } from "../../article/html/text-of.ts";
import { monthOf } from "../month-names.ts";

/** Longer lines are no bylines. */
const maxBylineLength = 300;
const maxNames = 50;

/** Words before names: prepositions, also without a gap before a whole name, and others with a colon. */
const label =
  /^(?:(?:(?:written|posted|published|reported|article|story|words|text|review|recipe|uploaded|submitted|added|photographs?)\s+)?by|(?:ein (?:artikel|beitrag|kommentar|gastbeitrag|interview) )?von|(?:propos recueillis |publié )?par|(?:publicado |escrito )?por|di|door|av|af|od|über|(?:view |see |more |all )+(?:stories|posts|articles)?\s*(?:by|from|von))(?:\s*[:：]\s*|\s+(?=\S))|^by(?=\p{Lu}\p{Ll}+ \p{Lu})|^[\p{L}/& ]{3,30}[:：]\s*(?=\p{L})/iu;

/** A word before a date that follows the names. */
const wordBeforeDate =
  /(?:^|[\s,|•·–—(]+)(?:on|at|am|um|den|vom|le|el|il|the|stand|publiziert|veröffentlicht|erstellt|posted|published|updated|date|aktualisiert|publié|publicado|\p{L}+day|\p{L}+tag|mittwoch)$/iu;

const role =
  /\b(?:staff|senior|chief|editors?|writers?|reporters?|correspondents?|contributors?|contributing|columnists?|journalists?|freelance\w*|redakteur\w*|redaktionsleit\w*|photographers?|producers?|ceo|cto|founders?|directors?|managers?|presidents?|analysts?|professors?|\p{L}*(?:leiter|sprecher|referent|direktor|berater|professor|koordinator|experte)(?:in)?|ph\.?d|m\.?d|special to)\b/iu;

/** A profession before a name, such as `Gastautorin` and `Our-Paper-Experte`. */
const roleBefore =
  /^(?:[\p{L}-]*-)?(?:(?:gast|chef)?(?:autor|redakteur|experte?|korrespondent|reporter|kolumnist|journalist|volont[äa]r)(?:in|en|innen)?|(?:(?:senior|staff|chief|political|business|guest|freelance) )*(?:writer|reporter|correspondent|columnist|editor|contributor))\s+/iu;

/** Words that stand where a name should. */
const noName =
  /^(?:by|von|par|por|di|die|der|das|author|autor(?:in)?|(?:no|about the|more from) author|admin(?:istrator)?|user|guest|anonymous|unknown|n\/?a|none|null|undefined|share|(?:view|get|see|read|follow) .*|bio(?:graphy)?|profile?|e-?mail|twitter|facebook|website|comments?|kommentare?|mehr|more|home|search|menu|login|my settings|sign (?:up|in)|(?:jetzt )?(?:kostenlos )?(?:registrieren|anmelden)|abonnieren|subscribe|folgen|follow|seguir|suivre|stars?|tags?|updated|contributor|person|organi[sz]ation|unternehmen|registrieren|quelle|stand|dat(?:e|um)|(?:mon|diens|donners|frei|sams|sonn)tag|mittwoch|(?:mon|tues|wednes|thurs|fri|satur|sun)day|(?:.* )?(?:posted|published|publiziert|veröffentlicht|erstellt)|.* (?:von|by|from|on|am|at|in|vom))$/iu;

/**
 * Returns the names in a byline such as `By Ann Writer and Bo Lee, staff writers | December 28, 2016`. Addresses, labels,
 * professions and dates are no names.
 */
export function personNames(byline: string): string[] {
  const line = nonEmptyLine(textOf(byline.slice(0, 10 * maxBylineLength)))?.replace(/\u00AD/g, "") ?? "";
  if (line.length > maxBylineLength || isAddress(line)) return [];
  const people = withoutDate(withoutLabels(line.replace(/\([^()]*\)|\S+@\S+\.\S+/g, " ").trim()));
  const parts = people.split(/\s*[|•·\n]\s*|\s+[–—-]\s+|\s{2,}/).filter((part) => part !== "");
  const lists = parts.map((part) => withoutAgencies(splitNames(part).map(trimName).filter(isName)));
  // A section may stand before the names: `Politics · Ann Writer`.
  const isSection = lists[0]?.length === 1 && !lists[0][0]?.includes(" ") && lists[1]?.some(isPersonName);
  return [...new Set(lists[isSection ? 1 : 0])].slice(0, maxNames);
}

/** Removes the agencies beside people: `Ann Writer, TNN`, `Ann Writer/dpa`. */
function withoutAgencies(names: readonly string[]): string[] {
  const people = names.map((name) => {
    const [, person = ""] = /^(.+?)\s*\/\s*(?:\p{Lu}[\p{Lu}\d-]{1,5}|dpa|dapd|epd|kna|sda)$/u.exec(name) ?? [];
    return isPersonName(person) ? person : name;
  });
  const others = people.filter((name) => !/^(?:\p{Lu}{2,5}|dpa|dapd|epd|kna|sda)$/u.test(name));
  return others.some(isPersonName) ? others : people;
}

function isAddress(text: string): boolean {
  return /^(?:https?:|www\.|\/|@)|^\S+@\S+$|^[\w-]+(?:\.[\w-]+)*\.[a-z]{2,}\/\S*$/i.test(text);
}

function withoutLabels(line: string): string {
  let rest = line;
  for (let previous = ""; rest !== previous; ) {
    previous = rest;
    rest = rest.replace(label, "");
  }
  return rest;
}

/** Cuts a line before its first number, and the words that lead to the number. A number in a word belongs to the name. */
function withoutDate(line: string): string {
  const number = /(?<![\p{L}\p{N}_])\d/u.exec(line);
  if (number === null) return line;
  let before = line.slice(0, number.index);
  for (let previous = ""; before !== previous; ) {
    previous = before;
    before = before.replace(/[\s|•·–—,(@:-]+$/u, "");
    const [lastWord = ""] = /[\p{L}.]+$/u.exec(before) ?? [];
    if (monthOf(lastWord) !== undefined) before = before.slice(0, -lastWord.length);
    before = before.replace(wordBeforeDate, "");
  }
  return before;
}

/** Splits a list of names. A conjunction separates whole names only: `Smith & Sons` is one name. */
function splitNames(line: string): string[] {
  const parts = line.split(/\s*[,;]\s*(?:and\s|und\s)?|\s+\/\s+/).filter((part) => part !== "");
  // A profession follows a name, and may be one, too.
  const people = parts.filter((part, index) => index === 0 || !role.test(part));
  return people.flatMap((part) => {
    const names = part
      .replace(/(?<=\S) in \p{Lu}.*$/u, "")
      .split(/\s+(?:and|und|et|y|e|og|och|en|&|with|im gespräch mit)\s+/iu);
    return names.every((name) => name.includes(" ")) || names.length === 1 ? names : [part];
  });
}

function trimName(name: string): string {
  const trimmed = withoutLabels(name.replace(/^[\s\p{Pd}:“"'(]+|[\s\p{Pd}:”"'),;/]+$/gu, ""));
  const person = trimmed.replace(roleBefore, "");
  return isPersonName(person) ? person : trimmed;
}

/**
 * Tells whether a text is written like the name of a person: two to four words with capitals, or in a script without
 * them.
 */
export function isPersonName(text: string): boolean {
  const words = text.split(" ");
  return (
    /^\p{Lo}{2,6}$/u.test(text) ||
    (words.length >= 2 &&
      words.length <= 5 &&
      words.every((word) =>
        /^(?!St\.)(?!.*\/)(?:\p{Lu}|d’|d'|(?:de|der|den|da|do|dos|del|di|la|le|van|von|zu|zur|y|e|bin|al|el)$)/u.test(
          word,
        ),
      ))
  );
}

/** Tells whether a text has words with small letters that no name has, such as `Manage your settings`. */
export function isPhrase(text: string): boolean {
  return !isPersonName(text) && /\s\p{Ll}{4,}/u.test(text);
}

function isName(text: string): boolean {
  return (
    text.length >= 2 &&
    text.length <= 80 &&
    text.split(" ").length <= 7 &&
    /\p{L}/u.test(text) &&
    !isAddress(text) &&
    !noName.test(text) &&
    !/[!?…{}<>=]|\p{Ll}{3}\.\s|https?:|\bwww\./u.test(text)
  );
}
