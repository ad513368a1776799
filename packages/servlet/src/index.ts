// With a star, so that constants and types of one name come together.
export * from './api/index.ts';
export { runDetached } from './container/detached-exchange.ts';
export type { DetachedHandler, DetachedRun } from './container/detached-exchange.ts';
export { createServer, handlerOf } from './container/create-server.ts';
export type {
  ServletHandler,
  ServletServer,
  ServletServerOptions,
} from './container/create-server.ts';
export { WebApplication } from './container/web-application.ts';
export type { ApplicationState } from './container/web-application.ts';
export type {
  FilterDeclaration,
  Initializer,
  ServletDeclaration,
  WebApplicationOptions,
} from './container/web-application-options.ts';
export type {
  LoginConfig,
  SecurityConstraint,
  SecurityOptions,
  WebResource,
} from './container/security/security-options.ts';
export type { ListenerKind } from './container/listener-kinds.ts';
export { DefaultServlet } from './container/files/static-resources.ts';
export { DescriptorError } from './descriptor/descriptor-error.ts';
export type { MultipartSettings, RequestLimits } from './http/contracts.ts';
