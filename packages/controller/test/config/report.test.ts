import { describe, expect, it } from '@jest/globals';

import { ActionReporter, type Constants, NoUrlPara, defineController } from '../../src/index.ts';
import { testApp, type TestRequest } from '../../src/testing/index.ts';
import { controllerOf, SmallApplication } from '../support/live-server.ts';

/** What an application in development mode reports about one request. */
async function reportsOf(
  path: string,
  sent: TestRequest = {},
  constants: (me: Constants) => void = () => undefined,
): Promise<string[]> {
  const texts: string[] = [];
  const write = (text: string): void => void texts.push(text);
  const User = controllerOf('/user', {
    show: (c) => {
      write('ran');
      c.renderNull();
    },
  });
  defineController(User, { before: [NoUrlPara] });
  const Blog = controllerOf('/blog', { index: (c) => c.renderNull() });
  const app = testApp(
    new SmallApplication([User, Blog], (me) => {
      me.setDevMode(true).setActionReporter(new ActionReporter({ masked: ['PIN'], write }));
      constants(me);
    }),
  );
  await app.post(path, sent);
  await app.close();
  return texts;
}

describe('The action report', () => {
  it('begins with the table of actions', async () => {
    const [table] = await reportsOf('/nothing');
    expect(table?.split('\n').slice(1)).toEqual([
      '/blog      Made.index',
      '/user/show Made.show',
      '',
    ]);
  });

  it('says what has come and what has answered, after it has run', async () => {
    const [, ran, report] = await reportsOf('/user/show', { form: { q: 'a', ids: ['1', '2'] } });
    expect(ran).toBe('ran');
    expect(report?.split('\n').slice(1)).toEqual([
      'Url         : POST /user/show',
      'Controller  : Made',
      'Method      : show',
      'Interceptor : NoUrlPara',
      'Parameter   : q=a  ids[]={1,2}',
      '',
    ]);
  });

  it('says it before, when it is told to', async () => {
    const reports = await reportsOf('/user/show', {}, (me) => me.setReportAfterInvocation(false));
    expect(reports.at(-1)).toBe('ran');
    expect(reports.at(-2)).toContain('/user/show');
  });

  it('has the part of the URL behind the action', async () => {
    const reports = await reportsOf('/blog/7-2');
    expect(reports.at(-1)).toContain('UrlPara     : 7-2\n');
  });

  it('never shows secrets, and nothing that begins another line', async () => {
    const form = { newPassword: 'hunter2', _jfinal_token: 'abc', pin: '1234', q: 'a\nUrl : x' };
    const report = (await reportsOf('/blog', { form })).at(-1);
    expect(report).toContain('newPassword=***  _jfinal_token=***  pin=***  q=a\\nUrl : x\n');
    expect(report).not.toMatch(/hunter2|abc|1234/);
  });

  it('cuts long values at 512 characters, as JFinal does', async () => {
    const report = (await reportsOf('/blog', { form: { q: 'x'.repeat(600) } })).at(-1);
    expect(report).toContain(`q=${'x'.repeat(512)}…\n`);
  });

  it('is not made outside of development mode', async () => {
    expect(await reportsOf('/blog', {}, (me) => me.setDevMode(false))).toEqual([]);
  });
});
