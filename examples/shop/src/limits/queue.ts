/** What a queue takes. */
export interface QueueSettings {
  /** How many jobs run at the same time. */
  readonly atOnce: number;
  /** How many more may wait. */
  readonly waiting: number;
}

/** Runs few expensive jobs at a time, so that the machine has time for everything else. */
export class Queue {
  readonly #settings: QueueSettings;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(settings: QueueSettings) {
    this.#settings = settings;
  }

  /** Whether no more should be sent to wait here. */
  get isFull(): boolean {
    return this.#waiting.length >= this.#settings.waiting;
  }

  /** Runs a job when it is its turn, and gives what the job gives. */
  async run<T>(job: () => Promise<T>): Promise<T> {
    if (this.#running < this.#settings.atOnce) this.#running += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await job();
    } finally {
      this.#leave();
    }
  }

  /** Whoever waits takes the place over, so nobody else can slip in between. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#running -= 1;
    else next();
  }
}
