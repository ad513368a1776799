import { childOf, childrenOf, errorAt, type XmlElement } from './xml-element.ts';

const INT_MAX = 2 ** 31 - 1;

/**
 * The setting of a name: the text of a child or, as Resin writes it, an attribute of the element.
 * Undefined when there is neither.
 */
export function textOf(element: XmlElement, name: string): string | undefined {
  return settingOf(element, name)?.text;
}

/** As `textOf`, of what must be there and not be empty. */
export function requiredTextOf(element: XmlElement, name: string): string {
  const text = textOf(element, name);
  if (text === undefined) throw errorAt(element, `has no <${name}>`);
  if (text === '') throw errorAt(settingOf(element, name) ?? element, 'is empty');
  return text;
}

/** The texts of all children of a name, or the one of the attribute; none of them may be empty. */
export function textsOf(element: XmlElement, name: string): readonly string[] {
  const settings = settingsOf(element, name);
  const empty = settings.find(({ text }) => text === '');
  if (empty !== undefined) throw errorAt(empty, 'is empty');
  return settings.map(({ text }) => text);
}

/** A whole number of 32 bits, or undefined. */
export function integerOf(element: XmlElement, name: string): number | undefined {
  return inRange(settingOf(element, name), INT_MAX);
}

/** A whole number that a double can hold, or undefined. */
export function longOf(element: XmlElement, name: string): number | undefined {
  return inRange(settingOf(element, name), Number.MAX_SAFE_INTEGER);
}

/** True or false, in any case, or undefined. */
export function booleanOf(element: XmlElement, name: string): boolean | undefined {
  const setting = settingOf(element, name);
  if (setting === undefined) return undefined;
  const text = setting.text.toLowerCase();
  if (text !== 'true' && text !== 'false') {
    throw errorAt(setting, `is ${shown(setting.text)}; it must be true or false`);
  }
  return text === 'true';
}

/** One of some words, or undefined. */
export function choiceOf<T extends string>(
  setting: XmlElement | undefined,
  choices: readonly T[],
): T | undefined {
  if (setting === undefined) return undefined;
  const choice = choices.find((word) => word === setting.text);
  if (choice !== undefined) return choice;
  throw errorAt(setting, `is ${shown(setting.text)}; it must be one of ${choices.join(', ')}`);
}

/** Pairs such as `<param-name>` and `<param-value>`, by the first of them; a name may occur once. */
export function pairsOf(
  parts: readonly XmlElement[],
  key: string,
  value: string,
): ReadonlyMap<string, string> {
  const pairs = new Map<string, string>();
  for (const part of parts) {
    const name = requiredTextOf(part, key);
    if (pairs.has(name)) throw errorAt(part, `gives ${shown(name)} a second time`);
    pairs.set(name, textOf(part, value) ?? '');
  }
  return pairs;
}

/** As an element in either case, with the place for messages. */
export function settingOf(element: XmlElement, name: string): XmlElement | undefined {
  return childOf(element, name) ?? attributeOf(element, name);
}

/** All of a name. */
export function settingsOf(element: XmlElement, name: string): readonly XmlElement[] {
  const children = childrenOf(element, name);
  const attribute = attributeOf(element, name);
  return attribute === undefined ? children : [attribute, ...children];
}

/** What a file says, for a message: quoted, on one line and not endless. */
export function shown(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}

function attributeOf(element: XmlElement, name: string): XmlElement | undefined {
  const text = element.attributes.get(name);
  if (text === undefined) return undefined;
  const { file, line } = element;
  return { name, file, line, text: text.trim(), attributes: new Map(), children: [] };
}

function inRange(setting: XmlElement | undefined, max: number): number | undefined {
  if (setting === undefined) return undefined;
  const { text } = setting;
  const value = Number(text);
  if (!/^[+-]?\d+$/.test(text) || value > max || value < -max - 1) {
    throw errorAt(setting, `is ${shown(text)}; it must be a whole number of at most ${max}`);
  }
  return value;
}
