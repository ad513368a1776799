import { describe, expect, it } from '@jest/globals';

import * as api from '../src/index.ts';
import * as testing from '../src/testing/index.ts';

/**
 * JFinal's `Controller`, method by method, and what sessions add to it. Mark 1: without it nothing can be
 * ported; mark 2: what many applications use. Left out are the methods that need a Java engine, a database
 * or pictures: JSP, FreeMarker, captchas, QR codes, `getProgressFile`, `setUrlPara`.
 */
const METHODS: Readonly<Record<1 | 2, string>> = {
  1: `getSession getSessionAttr setSessionAttr removeSessionAttr invalidateSession changeSessionId
    setAttr set setAttrs removeAttr getAttr
    getPara get getParaMap getParaValues getParaToInt getInt getParaToLong getLong getBigInt
    getParaToBoolean getBoolean getRawData isJsonRequest getHeader
    getCookie setCookie removeCookie
    renderText renderHtml renderJavascript renderJson renderJsonText renderJsonAttrs render renderNull
    redirect redirect301 forwardAction renderError getRender
    createToken validateToken getRequest getResponse`,
  2: `getAttrForStr getAttrForInt getAttrNames
    getParaNames getParaValuesToInt getParaValuesToLong getParaToDate getDate isParaBlank isParaExists
    getKv keepPara checkUrlPara
    getCookieToInt getCookieToLong getCookieObject getCookieObjects doSetCookie
    getBean getFile getFiles
    renderTemplate renderXml renderToString renderFile
    setHttpServletRequest setHttpServletResponse getControllerPath getControllerKey getViewPath
    flash getFlash completeSession sessionScoped`,
};

/** What stands around controllers, by the same marks. */
const EXPORTS: Readonly<Record<1 | 2, string>> = {
  1: `Path ActionKey Before Clear Para SessionAttr Args RawData Upload Get Post Action
    Routes AppConfig Constants Interceptors InterceptorStack SessionInViewInterceptor NoUrlPara GET POST
    ActionError createServer createHandler requireSession requireRole defineController`,
  2: `NotAction Inject Singleton Injector Restful PrototypeInterceptor Validator Handler Handlers Plugins
    Engine UploadConfig UploadFile ActionReporter SessionAttributes SessionScoped ConversationInterceptor
    ParaType oneOf ControllerFactory RenderFactory JsonRequest ActionMapping`,
};

const CONSTANTS: Readonly<Record<1 | 2, string>> = {
  1: `setDevMode setEncoding setUrlParaSeparator setErrorView setError400View setError401View
    setError403View setError404View setError500View setErrorHtmlContent setErrorJsonContent setTokenCache
    setSession`,
  2: `setViewEngine setViewType setViewExtension setRenderFactory setMaxPostSize setBaseUploadPath
    setBaseDownloadPath setJsonFactory setJsonDatePattern setControllerFactory setInjectDependency
    setInjectSuperClass setActionReporter setReportAfterInvocation setResolveJsonRequest
    setJsonRequestFactory setActionMapping setConfigPluginOrder setCookieDefaults`,
};

const CHECKS = `validateRequired validateRequiredString validateInteger validateLong validateDouble
  validateDate validateEqualField validateEqualString validateEqualInteger validateEmail validateUrl
  validateRegex validateString validateBoolean validateToken
  setRet setShortCircuit getActionKey getActionMethodName getControllerPath getViewPath`;

const INVOCATION = `invoke getController getTarget getMethod getMethodName getActionKey getControllerPath
  getViewPath getArg setArg getArgs getReturnValue setReturnValue isActionInvocation`;

function words(text: string): string[] {
  return text.split(/\s+/);
}

/** The methods that objects of a class have. */
function methodsOf(type: { readonly prototype: object }): Set<string> {
  const names = new Set<string>();
  for (
    let at: object = type.prototype;
    at !== Object.prototype;
    at = Object.getPrototypeOf(at) as object
  ) {
    for (const [name, { value }] of Object.entries(Object.getOwnPropertyDescriptors(at))) {
      if (typeof value === 'function') names.add(name);
    }
  }
  return names;
}

function missing(wanted: string, found: { has(name: string): boolean }): string[] {
  return words(wanted).filter((name) => !found.has(name));
}

describe('The list of what is ported', () => {
  it.each([1, 2] as const)('is complete for methods of controllers with mark %i', (mark) => {
    expect(missing(METHODS[mark], methodsOf(api.Controller))).toEqual([]);
  });

  it.each([1, 2] as const)('is complete for what stands around them with mark %i', (mark) => {
    expect(missing(EXPORTS[mark], new Set(Object.keys(api)))).toEqual([]);
  });

  it.each([1, 2] as const)('is complete for the settings with mark %i', (mark) => {
    expect(missing(CONSTANTS[mark], methodsOf(api.Constants))).toEqual([]);
  });

  it('is complete for the checks of validators', () => {
    expect(missing(CHECKS, methodsOf(api.Validator))).toEqual([]);
  });

  it('is complete for what tests need', () => {
    expect(missing('testApp invokeAction routesOf', new Set(Object.keys(testing)))).toEqual([]);
  });

  it('is complete for what interceptors are given', async () => {
    let given: Set<string> | undefined;
    class Look implements api.Interceptor {
      intercept(inv: api.Invocation): api.MaybePromise<void> {
        given = methodsOf(inv.constructor);
        return inv.invoke();
      }
    }
    class Page extends api.Controller {
      index(): void {
        this.renderNull();
      }
    }
    api.defineController(Page, { path: '/', before: [Look], actions: { index: {} } });
    await testing.invokeAction(Page, 'index');
    expect(missing(INVOCATION, given ?? new Set())).toEqual([]);
  });
});
