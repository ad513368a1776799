export { ActionError, ConfigError, ControllerError, RoutingError } from './common/errors.ts';
export type { ActionErrorOptions, ControllerErrorCode } from './common/errors.ts';
export type { Action as ActionInfo, ControllerClass, ParaBinding } from './common/action.ts';
export type { ActionReports, ReportedRequest } from './common/action-reports.ts';
export type { ControllerConfig, LogLevel } from './common/config.ts';
export { ControllerFactory } from './common/controller-factory.ts';
export type { CookieDefaults } from './common/cookie-defaults.ts';
export type {
  AnswerConfig,
  ControllerExchange,
  IRenderFactory,
  Render,
} from './common/exchange.ts';
export type { InterceptorOf, InvocationOf } from './common/interceptor.ts';
export type { MaybePromise } from './common/maybe-promise.ts';
export type {
  InjectedClass,
  InterceptorClass,
  InterceptorGroup,
  InterceptorRef,
} from './common/metadata.ts';
export type { Json, JsonFactory, JsonSettings } from './common/json.ts';
export { Int, Long, oneOf, ParaType } from './common/para-type.ts';
export type { ArgumentType, ElementType } from './common/para-type.ts';
export type { FormToken, TokenCache } from './common/token-cache.ts';
export type { ViewEngine } from './common/view-engine.ts';

export {
  Action,
  ActionKey,
  Delete,
  Get,
  NotAction,
  Patch,
  Post,
  Put,
} from './decorators/actions.ts';
export { defineController } from './decorators/define-controller.ts';
export type {
  ActionDefinition,
  ActionDefinitions,
  ControllerDefinition,
} from './decorators/define-controller.ts';
export { Inject, SessionScoped, Singleton } from './decorators/inject.ts';
export { Before, Clear } from './decorators/interceptors.ts';
export { Args, Para, RawData, SessionAttr, Upload } from './decorators/parameters.ts';
export type { Parameter, ParaOptions, SessionAttrOptions } from './decorators/parameters.ts';
export { Path } from './decorators/path.ts';
export { SessionAttributes } from './decorators/session-attributes.ts';

export { Injector } from './inject/injector.ts';
export type { InjectionRules } from './inject/injector.ts';
export { InterceptorStack } from './interceptor/interceptor-stack.ts';
export { PrototypeInterceptor } from './interceptor/prototype-interceptor.ts';
export { GET, NoUrlPara, POST } from './interceptor/request-guards.ts';
export { Restful } from './interceptor/restful.ts';
export { ActionMapping } from './routing/action-mapping.ts';
export type { ActionMappingFactory, ActionMatch } from './routing/action-mapping.ts';
export { Routes } from './routing/routes.ts';

export { ActionReporter } from './config/action-reporter.ts';
export type { ActionReporterOptions } from './config/action-reporter.ts';
export { Constants } from './config/constants.ts';
export type { ApplicationSession, Log, PluginOrder } from './config/constants.ts';
export type { JsonRequestFactory } from './config/factory-constants.ts';
export { Engine } from './config/engine.ts';
export { Handler, Handlers } from './config/handlers.ts';
export { Interceptors } from './config/interceptors.ts';
export { Plugins } from './config/plugins.ts';
export type { Plugin } from './config/plugins.ts';
export { UploadConfig } from './config/upload-config.ts';

export { AppConfig } from './core/app-config.ts';
export { Controller } from './core/controller.ts';
export { ControllerFilter } from './core/controller-filter.ts';
export type { Interceptor, Invocation } from './core/interceptor.ts';
export { createHandler, createServer } from './core/create-server.ts';
export type {
  ApplicationHandler,
  ApplicationOptions,
  ServerOptions,
} from './core/create-server.ts';

export type { BeanClass, BeanOptions } from './para/bean.ts';
export { JsonRequest } from './para/json-request.ts';
export type { ScalarType } from './para/converters.ts';
export type { ParaKey } from './para/para-reading.ts';
export { UploadFile } from './para/upload-file.ts';

export { ConversationInterceptor } from './session/conversation.ts';
export type { ConversationOptions } from './session/conversation.ts';
export type { Guarded } from './session/guarded.ts';
export { requireRole, requireSession } from './session/guards.ts';
export type { GuardOptions, RequireRoleOptions, RequireSessionOptions } from './session/guards.ts';
export type { LoginOptions } from './session/login.ts';
export { SessionInViewInterceptor } from './session/session-in-view.ts';
export type { SessionValue } from './session/session-methods.ts';

export { BaseRender } from './render/base-render.ts';
export type { CookieParts, SetCookieArguments } from './render/cookie-methods.ts';
export { ErrorRender } from './render/error-render.ts';
export { FileRender } from './render/file-render.ts';
export { JsonRender } from './render/json-render.ts';
export { NullRender } from './render/null-render.ts';
export { RedirectRender } from './render/redirect-render.ts';
export { RenderFactory } from './render/render-factory.ts';
export { TemplateRender } from './render/template-render.ts';
export { HtmlRender, JavascriptRender, TextRender } from './render/text-render.ts';

export type { ErrorText } from './validate/base-validator.ts';
export { Validator } from './validate/validator.ts';
export type { RangeCheck } from './validate/validator.ts';
