import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { containerDefaults, SessionManager, createServer, type SessionOptions } from 'httpsession';
import { loggingListener } from './logging-listener.ts';
import { variants, type Variant } from './script.ts';
import { ScriptedFailure, scriptedHandler } from './scripted-handler.ts';
import type { Target } from './target.ts';

/** What listeners throw because a script says so: with nobody here it would become warnings. */
const ERRORS = 'httpsession:error';

/**
 * The scripted servlet on httpsession, in this process: a server for each variant. With fewer than
 * two listeners it is at fault, for tests of the comparison.
 */
export async function startOurs({ listeners = 2 }: { listeners?: number } = {}): Promise<Target> {
  const ports = new Map<Variant['name'], number>();
  const closers: (() => Promise<void>)[] = [];
  subscribe(ERRORS, ignore);
  for (const variant of Object.values(variants)) {
    const manager = new SessionManager({
      ...optionsOf(variant),
      listeners: ['1', '2'].slice(0, listeners).map(loggingListener),
    });
    const server = createServer(manager, scriptedHandler(manager.context));
    server.keepAliveTimeout = 0;
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    ports.set(variant.name, (server.address() as AddressInfo).port);
    closers.push(async () => {
      server.closeAllConnections();
      if (server.listening) {
        server.close();
        await once(server, 'close');
      }
      await manager.close();
    });
  }
  return {
    name: 'httpsession',
    port: (variant) => ports.get(variant) ?? 0,
    async close() {
      unsubscribe(ERRORS, ignore);
      await Promise.all(closers.map((close) => close()));
    },
  };
}

function ignore(): void {
  // The transcript tells what came of it.
}

function optionsOf(variant: Variant): SessionOptions {
  return {
    ...containerDefaults,
    trackingModes: variant.modes,
    contextPath: variant.contextPath,
    // Never reached: each script ends its sessions. Culling is not what is compared.
    sessionMax: 10_000,
    cookie: {
      ...containerDefaults.cookie,
      // A name that somebody chose is also that of the path parameter (SES-095).
      ...(variant.cookieName === 'JSESSIONID' ? {} : { name: variant.cookieName }),
      maxAge: variant.maxAge,
      ...(variant.sameSite === 'Strict' ? { sameSite: 'strict' } : {}),
      ...(variant.secure === undefined ? {} : { secure: variant.secure }),
    },
    onError(error) {
      if (!(error instanceof ScriptedFailure)) process.stderr.write(`${String(error)}\n`);
    },
  };
}
