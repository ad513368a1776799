import { afterEach, describe, expect, it, jest } from '@jest/globals';

import {
  ActionReporter,
  AppConfig,
  type Constants,
  NoUrlPara,
  type Routes,
  defineController,
} from '../../src/index.ts';
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

describe('What clients have done wrong, without a log', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  /** What is told to developers about three answers of status 404, 400 and 200. */
  async function warningsOf(devMode: boolean): Promise<unknown[]> {
    const emitted = jest.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const write = (): void => undefined;
    const Blog = controllerOf('/blog', {
      show: (c) => {
        c.getInt('number');
        c.renderNull();
      },
    });
    class Application extends AppConfig {
      override configConstant(me: Constants): void {
        me.setDevMode(devMode).setActionReporter(new ActionReporter({ write }));
      }

      override configRoute(me: Routes): void {
        me.add(Blog);
      }
    }
    const app = testApp(new Application());
    for (const path of ['/nothing', '/blog/show?number=x', '/blog/show']) await app.get(path);
    await app.close();
    return emitted.mock.calls.map(([message]) => message);
  }

  // As in JFinal, whose ActionHandler logs 404 and 400 as warnings, with the reason.
  it('is told in development mode', async () => {
    const warnings = await warningsOf(true);
    expect(warnings).toEqual([
      '404: no action for GET /nothing',
      expect.stringContaining('400 in Made.show for GET /blog/show: '),
    ]);
  });

  it('is not told in production, where clients could fill the log', async () => {
    expect(await warningsOf(false)).toEqual([]);
  });
});
