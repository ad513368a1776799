import type { Server } from 'node:http';
import { afterEach, describe, expect, it } from '@jest/globals';

import {
  AppConfig,
  Controller,
  createServer,
  defineController,
  type Routes,
} from '../../src/index.ts';

class HomeController extends Controller {
  static readonly actions = { index: {}, count: {} };

  index(): void {
    this.renderText(`home ${String(this.getPara())}`);
  }

  count(): void {
    const visits = Number(this.getSessionAttr('visits', 0)) + 1;
    this.setSessionAttr('visits', visits).renderText(String(visits));
  }
}
defineController(HomeController, { path: '/' });

class Config extends AppConfig {
  override configRoute(me: Routes): void {
    me.add(HomeController);
  }
}

let server: Server | undefined;

afterEach(async () => {
  await new Promise((resolve) => server?.close(resolve) ?? resolve(undefined));
  server = undefined;
});

async function open(config: AppConfig): Promise<string> {
  const opened = createServer(config);
  server = opened;
  await new Promise<void>((resolve) => opened.listen(0, '127.0.0.1', resolve));
  const address = opened.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `http://127.0.0.1:${String(address.port)}`;
}

describe('An application on a server', () => {
  it('answers with the action that belongs to the path', async () => {
    const url = await open(new Config());
    const response = await fetch(`${url}/7`);
    expect([response.status, await response.text()]).toEqual([200, 'home 7']);
  });

  it('S0-03 keeps what an action puts into the session', async () => {
    const url = await open(new Config());
    const first = await fetch(`${url}/count`);
    const cookie = first.headers.get('set-cookie')?.split(';')[0] ?? '';
    const second = await fetch(`${url}/count`, { headers: { cookie } });
    expect([await first.text(), await second.text()]).toEqual(['1', '2']);
  });
});
