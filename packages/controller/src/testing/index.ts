export { invokeAction } from './invoke-action.ts';
export type { InvokedAction, InvokeOptions } from './invoke-action.ts';
export { routesOf } from './routes-of.ts';
export { testApp } from './test-app.ts';
export type { TestApp, TestAppOptions, TestRequest } from './test-app.ts';
export type { TestResponse } from './test-response.ts';
export type { TestSession } from './session-probe.ts';
