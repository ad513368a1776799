export { describeSessionStore } from './suite/describe-session-store.ts';
export type { OpenStore, StoreClock } from './options/open-store.ts';
export type {
  Ability,
  BudgetedCall,
  ManyProcesses,
  RoundTripBudgets,
  StoreAbilities,
  StoreLimits,
  StoreSuiteOptions,
} from './options/suite-options.ts';
export type { TestRunner } from './options/test-runner.ts';
