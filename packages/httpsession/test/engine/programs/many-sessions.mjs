// Makes a million sessions and lets them all expire, and prints how much heap is in use before,
// with them and after. Run with --expose-gc.
import { SessionManager, SessionRequest, SessionResponse } from 'httpsession';

const SESSIONS = 1_000_000;

/** Time that passes when it is told to. */
class ManualClock {
  #nowMs = 1_000_000;
  #timers = new Set();

  now() {
    return this.#nowMs;
  }

  monotonic() {
    return this.#nowMs;
  }

  after(ms, callback) {
    const timer = { dueMs: this.#nowMs + ms, callback };
    this.#timers.add(timer);
    return { cancel: () => this.#timers.delete(timer) };
  }

  nextTurn(callback) {
    return this.after(0, callback);
  }

  advance(ms) {
    const endMs = this.#nowMs + ms;
    for (;;) {
      const [next] = [...this.#timers].sort((a, b) => a.dueMs - b.dueMs);
      if (next === undefined || next.dueMs > endMs) break;
      this.#timers.delete(next);
      this.#nowMs = Math.max(this.#nowMs, next.dueMs);
      next.callback();
    }
    this.#nowMs = endMs;
  }
}

function heapUsed() {
  globalThis.gc();
  globalThis.gc();
  return process.memoryUsage().heapUsed;
}

const clock = new ManualClock();
const manager = new SessionManager({ clock, sessionMax: SESSIONS });

/** One request of a new client, on objects that are not connected to anything. */
function visit(i) {
  const request = new SessionRequest(null);
  const response = new SessionResponse(request);
  manager.handle(request, response, () => {
    const session = request.getSession();
    session.setAttribute('user', `user ${i}`);
    session.setAttribute('cart', [i]);
    if (i % 3 === 0) session.setPrincipal(`user ${i}`);
    if (i % 7 === 0) request.changeSessionId();
    response.end();
  });
}

visit(0);
const before = heapUsed();
for (let i = 1; i < SESSIONS; i += 1) {
  visit(i);
  if (i % 100 === 0) clock.advance(50);
}
const active = manager.metrics.activeSessions;
const full = heapUsed();
clock.advance(2_000_000);
const after = heapUsed();
const left = manager.metrics.activeSessions;
process.stdout.write(JSON.stringify({ before, active, full, after, left }));
