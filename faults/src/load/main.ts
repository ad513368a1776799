// The clients, in a process of their own: `node main.js PLAN`, where PLAN is a LoadPlan as JSON. Says "ready" at
// its begin and "done" at its end; takes orders, one JSON text a line, on its standard input, and says "obeyed".
import { createInterface } from 'node:readline';
import { Journal } from '../history/journal.ts';
import { Driver } from './driver.ts';
import type { LoadPlan, Order } from './load-plan.ts';

const plan = JSON.parse(process.argv[2] ?? '{}') as LoadPlan;
const journal = new Journal(plan.folder, `clients-${plan.seed}`);
const driver = new Driver(plan, journal);
let isStopped = false;

const orders = createInterface(process.stdin);
orders.on('line', (line) => {
  const order = JSON.parse(line) as Order;
  if ('targets' in order) driver.targets = order.targets;
  else if ('rate' in order) driver.rate = order.rate;
  else if ('mix' in order) driver.mix = { ...driver.mix, ...order.mix };
  else if ('aborts' in order) driver.aborts = order.aborts;
  else if ('starts' in order) driver.starts = order.starts;
  else {
    isStopped = true;
    void driver.stop().then(() => {
      journal.close();
      process.stdout.write('done\n', () => process.exit());
    });
    return;
  }
  process.stdout.write('obeyed\n');
});
// Whoever started it is gone.
orders.on('close', () => {
  if (!isStopped) process.exit(1);
});

process.stdout.write('ready\n');
await driver.run();
