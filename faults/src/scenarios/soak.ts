import { setTimeout as sleep } from 'node:timers/promises';
import { startProxy } from '../../../testing/services/tcp-proxy.ts';
import { Random } from '../load/random.ts';
import { acknowledged, growth, traffic } from '../run/figures.ts';
import type { Scenario } from '../run/scenario.ts';
import { redisOf } from './shared-servers.ts';

/** Everything, at random. */
export const soak: Scenario = {
  id: 'F-26',
  title: 'Redis, a soak with random faults',
  needs: ['redis'],
  done: 'Three workers on one Redis (appendfsync always) behind a proxy, and a random fault every few seconds: a worker is killed or stopped, Redis is killed or stopped, the network drops, resets or delays, a tenth of the clients go away.',
  holds:
    'Nothing acknowledged is lost, nobody sees what is another one’s, nothing comes back, every end is told, every request is answered unless its worker was killed or stopped, memory flat.',
  minutes: 20,
  async run(stage) {
    const { server, plan } = await redisOf(stage);
    const proxy = await startProxy(server.port);
    stage.undo(() => proxy.close());
    const rehearsal = stage.rehearse();
    for (let n = 0; n < 3; n += 1) await rehearsal.worker(plan(proxy.port));
    const load = await rehearsal.load({ rate: 120, clients: 80 });
    const random = new Random(stage.seed);
    const worker = () => random.pick(rehearsal.workers);
    const faults: Readonly<Record<string, () => Promise<void>>> = {
      'a worker killed': async () => {
        const each = worker();
        await each.kill();
        await each.start();
      },
      'a worker stopped': async () => {
        const each = worker();
        each.pause();
        await sleep(1500);
        each.resume();
      },
      'Redis killed': async () => {
        await server.kill();
        await sleep(1000);
        await server.restart();
      },
      'Redis stopped': async () => {
        server.pause();
        await sleep(1500);
        server.resume();
      },
      'the network drops': async () => {
        proxy.mode('drop');
        await sleep(1500);
        proxy.mode('pass');
      },
      'the network resets': async () => {
        proxy.mode('reset', { afterBytes: 200 });
        await sleep(1500);
        proxy.mode('pass');
      },
      'the network is slow': async () => {
        proxy.mode('delay', { ms: 50, jitter: 20 });
        await sleep(1500);
        proxy.mode('pass');
      },
      'clients go away': async () => {
        await load.order({ aborts: 0.1 });
        await sleep(1500);
        await load.order({ aborts: 0 });
      },
    };
    const end = Date.now() + stage.amount(8000, 600_000);
    let count = 0;
    while (Date.now() < end) {
      const name = random.pick(Object.keys(faults));
      rehearsal.phase(name);
      await faults[name]?.();
      count += 1;
      await rehearsal.during('between', stage.isSmall ? 500 : 4000);
    }
    await rehearsal.during('after', 3000);
    await rehearsal.end();
    const { history } = rehearsal;
    return {
      figures: [`${count} faults`, acknowledged(history), traffic(history), growth(history)],
      violations: rehearsal.check({
        crashes: true,
        growthMb: 60,
        success: [{ phase: 'after', least: 0.9 }],
      }),
    };
  },
};
