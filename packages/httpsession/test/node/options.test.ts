import { describe, expect, it } from '@jest/globals';
import { containerDefaults, OptionError } from 'httpsession';
import { FakeClock } from '../../../../testing/fake-clock.ts';
import { errorOf, GOOD_SECRETS, optionRows } from '../support/option-table.ts';
import { once } from '../support/raw-client.ts';
import { serve } from '../support/serve.ts';

describe('options', () => {
  it.each(optionRows)('P-18 $option takes what it says', ({ option, good }) => {
    for (const value of [...good, undefined]) {
      expect([value, errorOf({ clock: new FakeClock(), [option]: value })]).toEqual([
        value,
        undefined,
      ]);
    }
  });

  it.each(optionRows)('P-18 $option refuses the rest, by its name', ({ option, bad }) => {
    for (const value of bad) {
      const error = errorOf({ [option]: value });
      expect(error).toBeInstanceOf(OptionError);
      expect((error as OptionError).code).toBe('HTTPSESSION_BAD_OPTION');
      expect((error as OptionError).option.split(/[.[]/)[0]).toBe(option);
      expect((error as OptionError).message).toContain(option);
      expect((error as OptionError).message).toContain('it must be');
    }
  });

  it.each([
    ['sessionTimeOut'],
    ['timeout'],
    ['Cookie'],
    ['__proto__x'],
    ['constructor'],
    ['toString'],
    ['hasOwnProperty'],
    ['x'.repeat(500)],
    ['a\r\nb'],
  ])('P-18 an unknown name is refused: %j', (name) => {
    const error = errorOf({ [name]: 30 });
    expect(error).toBeInstanceOf(OptionError);
    expect((error as OptionError).message.length).toBeLessThan(1000);
    expect((error as OptionError).message).not.toContain('\r\n');
  });

  it('P-18 an own __proto__ is an unknown name, too', () => {
    expect(errorOf(JSON.parse('{"__proto__": {"sessionMax": -1}}'))).toBeInstanceOf(OptionError);
  });

  it.each([[null], [42], ['x'], [[]], [() => undefined]])('P-18 options are no %p', (options) => {
    expect(errorOf(options)).toMatchObject({ option: 'options' });
  });

  it('P-18 what is changed after the start changes nothing', async () => {
    const options = {
      trackingModes: ['COOKIE' as 'COOKIE' | 'URL'],
      cookie: { name: 'SID', httpOnly: true },
      listeners: [] as object[],
      secrets: [...GOOD_SECRETS],
    };
    const app = await serve(options, (request, response) => {
      request.getSession();
      response.end(response.encodeURL('/next'));
    });
    options.trackingModes.push('URL');
    options.cookie.name = 'OTHER';
    options.cookie.httpOnly = false;
    options.secrets.length = 0;
    options.listeners.push({
      sessionCreated() {
        throw new Error('must not be called');
      },
    });
    const answer = await once(app.port, 'GET /');
    expect(answer.body).toBe('/next');
    expect(answer.setCookies[0]?.name).toBe('SID');
    expect(answer.setCookies[0]?.attributes.has('httponly')).toBe(true);
  });

  it('R22 containerDefaults is an options object that cannot be changed', async () => {
    expect(Object.isFrozen(containerDefaults)).toBe(true);
    expect(Object.isFrozen(containerDefaults.cookie)).toBe(true);
    expect(Object.isFrozen(containerDefaults.trackingModes)).toBe(true);
    const app = await serve({ ...containerDefaults }, (request, response) => {
      request.getSession();
      response.end(response.encodeURL('/next'));
    });
    const answer = await once(app.port, 'GET /');
    expect(answer.body).toContain(';jsessionid=');
    expect(answer.sessionCookies[0]?.attributes.has('samesite')).toBe(false);
  });
});
