import { type Answer, Browser } from './browser.ts';
import type { Script } from './scripts.ts';

/** Ids are random: what counts is which of them are the same. Tomcat's and ours look different. */
const ID = /[0-9A-F]{32}|[\w-]{32}(?=[";?\s]|$)/g;

/** Gives the steps of a script to one server. In the answers, ids are numbered as they come. */
export async function replay(script: Script, port: number): Promise<Answer[]> {
  const browsers = new Map(
    Object.entries(script.browsers).map(([name, { takesCookies }]) => [
      name,
      new Browser(port, takesCookies),
    ]),
  );
  const numbers = new Map<string, string>();
  const number = (text: string): string =>
    text.replaceAll(ID, (id) => {
      const known = numbers.get(id) ?? `<id ${numbers.size + 1}>`;
      numbers.set(id, known);
      return known;
    });
  const answers: Answer[] = [];
  for (const [name, step] of script.steps) {
    const answer = await browsers.get(name)?.do(step);
    if (answer === undefined) throw new Error(`${script.name}: there is no browser ${name}`);
    const { status, headers, body } = answer;
    answers.push({
      status,
      headers: Object.fromEntries(
        Object.entries(headers).map(([field, value]) => [field, number(value)]),
      ),
      body: number(body),
    });
  }
  return answers;
}
