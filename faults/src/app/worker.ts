// One process of the application: `node worker.js PLAN`, where PLAN is a WorkerPlan as JSON. Says "ready" when it
// listens; ends in good order by SIGTERM, and at once when whoever started it is gone.
import cluster from 'node:cluster';
import { createServer, SessionManager, type SessionOptions } from 'httpsession';
import { applicationOf } from './application.ts';
import { sealed } from './sealed.ts';
import type { WorkerPlan } from './plan.ts';
import { openStore } from './stores.ts';
import { setWallClock } from './wall-clock.ts';
import { Witness } from './witness.ts';

const plan = JSON.parse(process.argv[2] ?? '{}') as WorkerPlan;

if (cluster.isPrimary) {
  process.stdin.on('end', () => process.exit()).resume();
}
if (cluster.isPrimary && (plan.processes ?? 1) > 1) lead(plan.processes ?? 1);
else await serve(plan);

/** Keeps so many processes running, as node:cluster's documentation has it. */
function lead(processes: number): void {
  let isEnding = false;
  const fork = (): void => {
    const worker = cluster.fork();
    const pid = worker.process.pid ?? 0;
    worker.on('message', (message) => {
      if (message === 'ready') say(`worker ${pid}`);
    });
    worker.on('exit', () => {
      say(`gone ${pid}`);
      if (!isEnding) fork();
      else if (Object.keys(cluster.workers ?? {}).length === 0) process.exit(0);
    });
  };
  process.once('SIGTERM', () => {
    isEnding = true;
    for (const worker of Object.values(cluster.workers ?? {})) worker?.process.kill('SIGTERM');
  });
  for (let n = 0; n < processes; n += 1) fork();
}

async function serve(worker: WorkerPlan): Promise<void> {
  setWallClock(worker.clockOffset ?? 0);
  const witness = new Witness(worker.folder);
  const { store, close } = await openStore(worker.store);
  const manager = new SessionManager({
    ...optionsOf(worker),
    store: sealed(store, worker.keys),
    listeners: [witness.listener(worker.temper ?? 'good')],
  });
  const server = createServer(manager, applicationOf(manager));
  // The clients keep their connections: one that was idle for 5 seconds must not be cut at its next request.
  server.keepAliveTimeout = 120_000;
  process.once('SIGTERM', () => {
    void (async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      // Connections that were in use at this moment become idle later.
      setInterval(() => server.closeIdleConnections(), 20).unref();
      await closed;
      await manager.close();
      await close();
      process.exit(0);
    })().catch((error: unknown) => {
      // The checker is told: what was acknowledged was not stored.
      witness.trouble(`cannot close: ${String(error)}`);
      process.exit(1);
    });
  });
  server.listen(worker.port, '127.0.0.1', () => {
    if (cluster.isWorker) process.send?.('ready');
    else say('ready');
  });
}

function optionsOf(worker: WorkerPlan): SessionOptions {
  return {
    sessionTimeout: (worker.idleSeconds ?? 1800) / 60,
    ...(worker.lifeSeconds !== undefined && { maxLifetime: worker.lifeSeconds }),
    ...(worker.touchSeconds !== undefined && { touchInterval: worker.touchSeconds }),
    ...(worker.secrets !== undefined && { secrets: worker.secrets }),
    // What fails is answered with a status, which the clients see.
    onError: () => {},
  };
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
