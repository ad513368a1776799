import { type DescriptorPlace, DescriptorError } from './descriptor-error.ts';

/** An element of a descriptor. Names are without their namespace's prefix. */
export interface XmlElement {
  readonly name: string;
  readonly file: string;
  /** Where its start tag begins, from 1. */
  readonly line: number;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly XmlElement[];
  /** The text directly in it, without white space around it. */
  readonly text: string;
}

/** File and line of an element, for messages that are written later. */
export function sourceOf(element: XmlElement): string {
  return `${element.file}:${element.line}`;
}

/** An error at an element. */
export function errorAt(element: XmlElement, problem: string): DescriptorError {
  const place: DescriptorPlace = {
    file: element.file,
    line: element.line,
    element: element.name,
  };
  return new DescriptorError(place, problem);
}

/** The children of a name. */
export function childrenOf(element: XmlElement, name: string): readonly XmlElement[] {
  return element.children.filter((child) => child.name === name);
}

/** The child of a name, of which there may be one at most. */
export function childOf(element: XmlElement, name: string): XmlElement | undefined {
  const [first, second] = childrenOf(element, name);
  if (second !== undefined) {
    throw errorAt(second, `occurs twice in <${element.name}>; the first is in line ${first?.line}`);
  }
  return first;
}

/** Whether an element without content, such as `<distributable/>`, is there. Repeating it changes nothing. */
export function hasChild(element: XmlElement, name: string): boolean {
  return element.children.some((child) => child.name === name);
}
