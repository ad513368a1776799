import { LmdbStore } from '@httpsession/store-lmdb';
import { listen } from './listen.ts';
import { readOptions, usage } from './options.ts';
import type { Options } from './options.ts';
import { createShop } from './shop.ts';
import { demoUsers } from './users.ts';

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options.help) {
    console.log(usage);
    return;
  }

  const store = new LmdbStore({ path: options.data });
  const shop = createShop({ sessionTimeout: options.sessionTimeout, store });
  const port = await listen(shop.server, options);
  greet(options, port);

  const stop = (): void => {
    // A second Ctrl+C finds no listener, and ends the process at once.
    console.log('\n  Closing: streams, connections, sessions.');
    shop
      .close()
      .finally(() => store.close())
      .catch(fail);
  };
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
}

function greet({ host, port: wanted, data }: Options, port: number): void {
  // An address that stands for all of them cannot be opened in a browser.
  const open = host === '0.0.0.0' || host === '::' ? 'localhost' : host;
  const name = open.includes(':') ? `[${open}]` : open;
  const lines = [
    '',
    '  Crumb, a shop that shows what httpsession does',
    '',
    ...(wanted !== 0 && wanted !== port
      ? [`  Port ${wanted} is busy, so this is port ${port}.`, '']
      : []),
    `  Open       http://${name}:${port}/`,
    ...demoUsers.map((user) => `  Sign in    ${user.name}   ${user.password}`),
    `  Sessions   ${data}`,
    '  Stop       Ctrl+C, and start again: you are still signed in',
    '',
  ];
  console.log(lines.join('\n'));
}

function fail(error: unknown): void {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

main().catch(fail);
