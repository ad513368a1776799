import type { StoreProcess } from '../processes/store-process.ts';
import type { Subject } from '../subject/subject.ts';

/** A test with other processes on the data of the test. */
export type Body = (subject: Subject, processes: readonly StoreProcess[]) => Promise<void>;

/** What several processes may do to one store at once, and how many of them. */
export type Bodies = Readonly<Record<string, readonly [number, Body]>>;
