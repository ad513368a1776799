import { expect, it } from '@jest/globals';
import { backings } from '../support/backings.ts';
import { expectAllEndByThemselves } from '../support/all-end.ts';
import { serve } from '../support/serve.ts';

it.each(backings)(
  'a getter of then that throws ends the use of an accessor, %s',
  async (_n, options) => {
    const app = await serve(options());
    const { result: accessor } = await app.visit((request) => request.getSession().getAccessor());
    const access = async (): Promise<unknown> =>
      accessor.access((): unknown => ({
        get then(): never {
          throw new Error('get then');
        },
      }));
    await expect(access()).rejects.toThrow('get then');
    expectAllEndByThemselves(app);
  },
);
