export { LiquidViews } from './liquid-views.ts';
export type { LiquidViewsOptions } from './liquid-views.ts';
export type { ViewEngine } from '../common/view-engine.ts';
