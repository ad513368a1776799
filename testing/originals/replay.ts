import { type Answer, Browser, type Step } from './browser.ts';

/** What some users do, one after the other. */
export interface Script {
  readonly name: string;
  /** By their names: whether the browser takes cookies. */
  readonly browsers: Readonly<Record<string, { readonly takesCookies: boolean }>>;
  readonly steps: readonly (readonly [browser: string, step: Step])[];
}

/** What is compared of two applications. */
export interface Comparison {
  /** The header fields that tell an application apart. Dates, lengths and connections are the server's. */
  readonly fields: readonly string[];
  /** What is random, such as ids: numbered as it comes, so that what counts is which of them are the same. */
  readonly random: RegExp;
}

/** Gives the steps of a script to one server, and what it answered. */
export async function replay(
  script: Script,
  port: number,
  compared: Comparison,
): Promise<Answer[]> {
  const browsers = new Map(
    Object.entries(script.browsers).map(([name, { takesCookies }]) => [
      name,
      new Browser(port, { takesCookies, fields: compared.fields }),
    ]),
  );
  const numbers = new Map<string, string>();
  const number = (text: string): string =>
    text.replaceAll(compared.random, (id) => {
      const known = numbers.get(id) ?? `<${numbers.size + 1}>`;
      numbers.set(id, known);
      return known;
    });
  const answers: Answer[] = [];
  for (const [name, step] of script.steps) {
    const answer = await browsers.get(name)?.do(step);
    if (answer === undefined) throw new Error(`${script.name}: there is no browser ${name}`);
    const { status, headers, body } = answer;
    const fields = new Map(Object.entries(headers).map(([field, value]) => [field, number(value)]));
    answers.push({ status, headers: Object.fromEntries(fields), body: number(body) });
  }
  return answers;
}
