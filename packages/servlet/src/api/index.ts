export { annotate } from './annotation/class-decorator.ts';
export type { ClassAnnotation } from './annotation/class-decorator.ts';
export { MultipartConfig } from './annotation/multipart-config.ts';
export type { MultipartConfigElements } from './annotation/multipart-config.ts';
export type { UrlPatterns } from './annotation/url-patterns.ts';
export { WebFilter } from './annotation/web-filter.ts';
export type { WebFilterElements } from './annotation/web-filter.ts';
export { WebListener } from './annotation/web-listener.ts';
export { WebServlet } from './annotation/web-servlet.ts';
export type { WebServletElements } from './annotation/web-servlet.ts';
export { AsyncContext, AsyncEvent } from './async-context.ts';
export type { AsyncListener } from './async-context.ts';
export { Cookie } from './cookie.ts';
export { DispatcherType } from './dispatcher-type.ts';
export {
  ServletContextAttributeEvent,
  ServletContextEvent,
  ServletRequestAttributeEvent,
  ServletRequestEvent,
} from './events.ts';
export {
  ServletException,
  UnavailableException,
  UnsupportedEncodingException,
} from './exceptions.ts';
export type { Filter, FilterChain, FilterClass, FilterConfig } from './filter.ts';
export { GenericFilter, HttpFilter, initFilter } from './generic-filter.ts';
export { GenericServlet, initServlet } from './generic-servlet.ts';
export { HttpServlet } from './http-servlet.ts';
export type { HttpServletMapping } from './http-servlet-mapping.ts';
export { HttpServletRequest } from './http-servlet-request.ts';
export { HttpServletRequestWrapper } from './http-servlet-request-wrapper.ts';
export { HttpServletResponse } from './http-servlet-response.ts';
export { HttpServletResponseWrapper } from './http-servlet-response-wrapper.ts';
export type {
  ServletContextAttributeListener,
  ServletContextListener,
  ServletListener,
  ServletListenerClass,
  ServletRequestAttributeListener,
  ServletRequestListener,
} from './listeners.ts';
export { MappingMatch } from './mapping-match.ts';
export { MultipartConfigElement } from './multipart-config-element.ts';
export type { Part } from './part.ts';
export type { Principal, Realm } from './principal.ts';
export type {
  DynamicFilterRegistration,
  DynamicServletRegistration,
  FilterRegistration,
  Registration,
  ServletRegistration,
} from './registrations.ts';
export { RequestDispatcher } from './request-dispatcher.ts';
export type { Servlet, ServletClass } from './servlet.ts';
export type { ServletConfig } from './servlet-config.ts';
export type { ServletConnection } from './servlet-connection.ts';
export { ServletContext } from './servlet-context.ts';
export type { BufferedReader, ServletRequest } from './servlet-request.ts';
export { ServletRequestWrapper } from './servlet-request-wrapper.ts';
export type { PrintWriter, ServletOutputStream, ServletResponse } from './servlet-response.ts';
export { ServletResponseWrapper } from './servlet-response-wrapper.ts';
export type { MaybePromise } from '../common/maybe-promise.ts';
export { insideOf } from './wrapping.ts';
