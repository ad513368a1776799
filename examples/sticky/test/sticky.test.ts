import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from '@jest/globals';
import { build, BUILD_MS } from '../../../testing/build.ts';
import { requires, type Requirement } from '../../../testing/requirements.ts';
import type { Daemon } from '../../../testing/services/daemon.ts';
import { freePorts } from '../../../testing/services/free-port.ts';
import type { RedisNode } from '../../../testing/services/redis-node.ts';
import { startRedis } from '../../../testing/services/redis.ts';
import { startFront, type FrontFile, type Ports } from './support/fronts.ts';
import { startNode, Visitor } from './support/nodes.ts';

interface Case {
  readonly file: FrontFile;
  readonly needs: Requirement;
  /** Whether ids are signed. */
  readonly signed: boolean;
  /** Whether the proxy finds the route in a path too. */
  readonly byUrl: boolean;
}

const CASES: readonly Case[] = [
  { file: 'apache.conf', needs: 'apache', signed: false, byUrl: true },
  { file: 'apache-signed.conf', needs: 'apache', signed: true, byUrl: false },
  { file: 'haproxy.cfg', needs: 'haproxy', signed: false, byUrl: true },
  { file: 'haproxy.cfg', needs: 'haproxy', signed: true, byUrl: true },
  { file: 'nginx.conf', needs: 'nginx', signed: false, byUrl: true },
  { file: 'nginx.conf', needs: 'nginx', signed: true, byUrl: true },
];

const SECRETS = 'a-secret-of-more-than-thirty-two-bytes-for-tests';

/** More than a balancer that takes the nodes in turn could send to one by chance. */
const VISITS = 12;

beforeAll(() => build('packages/store-redis'), BUILD_MS);

for (const { file, needs, signed, byUrl } of CASES) {
  requires(needs, 'redis')(
    `${file} in front of two nodes with ${signed ? 'signed' : 'plain'} ids`,
    () => {
      let redis: RedisNode;
      let front: Daemon | undefined;
      let ports: Ports;
      const nodes: Record<string, Daemon> = {};

      beforeAll(async () => {
        redis = await startRedis();
        const [one = 0, a = 0, b = 0] = await freePorts(3);
        ports = { front: one, a, b };
        const env = { REDIS: redis.url, ...(signed && { SESSION_SECRETS: SECRETS }) };
        nodes['a'] = await startNode({ ROUTE: 'a', PORT: String(a), ...env });
        nodes['b'] = await startNode({ ROUTE: 'b', PORT: String(b), ...env });
      });

      afterAll(async () => {
        for (const daemon of Object.values(nodes)) await daemon.stop();
        await redis.stop();
      });

      // One proxy for each test: what it remembers of a node that was down is gone.
      beforeEach(async () => {
        front = await startFront(file, ports);
      });

      afterEach(() => front?.stop());

      /** One visitor with a session on each node. */
      async function oneOnEach(): Promise<Record<string, Visitor>> {
        const found: Record<string, Visitor> = {};
        while (Object.keys(found).length < 2) {
          const visitor = new Visitor(ports.front);
          const { node } = await visitor.visit();
          found[node] = visitor;
        }
        return found;
      }

      it('keeps a session on its node, by its cookie', async () => {
        const visitors = await oneOnEach();
        for (let visits = 2; visits <= VISITS; visits += 1) {
          for (const node of ['a', 'b']) {
            const visitor = visitors[node]!;
            expect(await visitor.visit()).toMatchObject({ node, visits });
            expect(visitor.route).toBe(node);
            // So that taking turns would not look like staying.
            if (visits % 3 === 0) await new Visitor(ports.front).visit();
          }
        }
      });

      if (byUrl) {
        it('keeps a session on its node, by the id in links', async () => {
          for (const node of ['a', 'b']) {
            const path = await linkFrom(node);
            for (let visits = 2; visits <= VISITS; visits += 1) {
              expect(await new Visitor(ports.front).visit(path)).toMatchObject({ node, visits });
              if (visits % 3 === 0) await new Visitor(ports.front).visit();
            }
          }
        });
      }

      async function linkFrom(wanted: string): Promise<string> {
        for (;;) {
          const { node, next } = await new Visitor(ports.front).visit();
          expect(next).toMatch(
            signed ? /^\/next;jsessionid=[\w-]+\.[ab]\./ : /^\/next;jsessionid=[\w-]+\.[ab]\?/,
          );
          if (node === wanted) return next;
        }
      }

      it.each(['a', 'b'])('moves a session with its data when node %s is killed', async (dead) => {
        const other = dead === 'a' ? 'b' : 'a';
        const visitor = (await oneOnEach())[dead]!;
        await visitor.visit();
        const before = visitor.id?.split('.')[0];
        await nodes[dead]!.kill('SIGKILL');
        try {
          expect(await visitor.visit()).toMatchObject({ node: other, visits: 3 });
          expect(visitor.route).toBe(other);
          expect(visitor.id?.split('.')[0]).toBe(before);
          expect(await new Visitor(ports.front).visit()).toMatchObject({ node: other, visits: 1 });
        } finally {
          await nodes[dead]!.restart();
        }
        // Its home is there now, also when the old one is back.
        for (let visits = 4; visits <= VISITS; visits += 1) {
          expect(await visitor.visit()).toMatchObject({ node: other, visits });
        }
      });

      it('takes a client to some node whose cookie names none', async () => {
        const visitor = new Visitor(ports.front);
        visitor.id = 'A'.repeat(32) + '.nowhere';
        expect(['a', 'b']).toContain((await visitor.visit()).node);
        expect(visitor.id).not.toMatch(/nowhere/);
      });
    },
  );
}
