import type { Server } from 'node:http';
import { createServer, JsonCodec, SessionManager } from 'httpsession';
import type { SessionOptions } from 'httpsession';
import { Cart } from './goods/cart.ts';
import { SignInLimits } from './limits/sign-in-limits.ts';
import { EventLog, shareEventLog } from './listeners/event-log.ts';
import { LogListener } from './listeners/log-listener.ts';
import { isSessionless, route } from './router.ts';
import { UserDirectory } from './users.ts';

/** What can be set about a shop, as `SessionManager` takes it. Without a store sessions end with the program. */
export type ShopOptions = Pick<SessionOptions, 'sessionTimeout' | 'clock' | 'store'>;

/** A shop that is ready to listen. */
export interface Shop {
  readonly server: Server;
  readonly manager: SessionManager;
  /** Ends what is open, in order: streams, connections, sessions. */
  close(): Promise<void>;
}

/** Visitors that a demonstration has room for; beyond, those who never came back go first. */
const SESSION_MAX = 1000;

/** How long a closing shop waits for answers that are under way. */
const PATIENCE_MS = 2000;

/** Puts the shop together. */
export function createShop(options: ShopOptions = {}): Shop {
  const log = new EventLog();
  const manager = new SessionManager({
    ...options,
    sessionMax: SESSION_MAX,
    codec: new JsonCodec({ classes: [Cart] }),
    listeners: [new LogListener(log)],
    skip: (request) => isSessionless(request.url),
  });
  shareEventLog(manager.context, log);

  const now = (): number => options.clock?.monotonic() ?? performance.now();
  const signInLimits = new SignInLimits(now);
  const services = { manager, log, users: new UserDirectory(), signInLimits };
  const server = createServer(manager, (request, response) => route(request, response, services));

  return {
    server,
    manager,
    async close() {
      log.close();
      await closeServer(server);
      await manager.close();
    },
  };
}

/** Lets answers that are under way come to their end, within reason. */
function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    const patience = setTimeout(() => server.closeAllConnections(), PATIENCE_MS);
    server.close(() => {
      clearTimeout(patience);
      resolve();
    });
  });
}
