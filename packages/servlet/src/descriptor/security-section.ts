import { choiceOf, requiredTextOf, settingOf, textOf, textsOf } from './element-values.ts';
import type {
  LoginConfigDescriptor,
  SecurityConstraintDescriptor,
  WebResourceDescriptor,
} from './web-descriptor.ts';
import { childOf, childrenOf, errorAt, sourceOf, type XmlElement } from './xml-element.ts';

const GUARANTEES = ['NONE', 'INTEGRAL', 'CONFIDENTIAL'] as const;

/** The `<security-constraint>` elements. */
export function securityConstraintsOf(root: XmlElement): readonly SecurityConstraintDescriptor[] {
  return childrenOf(root, 'security-constraint').map((element) => {
    const resources = childrenOf(element, 'web-resource-collection').map(resourceOf);
    if (resources.length === 0) throw errorAt(element, 'has no <web-resource-collection>');
    const roles = childOf(element, 'auth-constraint');
    const data = childOf(element, 'user-data-constraint');
    const guarantee = data === undefined ? undefined : settingOf(data, 'transport-guarantee');
    return {
      displayName: textOf(element, 'display-name'),
      resources,
      roles: roles === undefined ? undefined : textsOf(roles, 'role-name'),
      transportGuarantee: choiceOf(guarantee, GUARANTEES) ?? 'NONE',
      source: sourceOf(element),
    };
  });
}

/** The `<login-config>`, of which there may be one. */
export function loginConfigOf(root: XmlElement): LoginConfigDescriptor | undefined {
  const element = childOf(root, 'login-config');
  if (element === undefined) return undefined;
  const form = childOf(element, 'form-login-config');
  const authMethod = textOf(element, 'auth-method') ?? 'BASIC';
  if (authMethod === 'FORM' && form === undefined) {
    throw errorAt(element, 'asks for FORM and has no <form-login-config>');
  }
  return {
    authMethod,
    realmName: textOf(element, 'realm-name'),
    formLoginPage: form === undefined ? undefined : pageOf(form, 'form-login-page'),
    formErrorPage: form === undefined ? undefined : pageOf(form, 'form-error-page'),
    source: sourceOf(element),
  };
}

/** The names in the `<security-role>` elements. */
export function securityRolesOf(root: XmlElement): readonly string[] {
  const roles = childrenOf(root, 'security-role').map((role) => requiredTextOf(role, 'role-name'));
  return [...new Set(roles)];
}

function resourceOf(element: XmlElement): WebResourceDescriptor {
  const urlPatterns = textsOf(element, 'url-pattern');
  const httpMethods = textsOf(element, 'http-method');
  const httpMethodOmissions = textsOf(element, 'http-method-omission');
  if (urlPatterns.length === 0) throw errorAt(element, 'has no <url-pattern>');
  if (httpMethods.length > 0 && httpMethodOmissions.length > 0) {
    throw errorAt(element, 'has both <http-method> and <http-method-omission>');
  }
  return {
    name: textOf(element, 'web-resource-name'),
    urlPatterns,
    httpMethods,
    httpMethodOmissions,
  };
}

/** Below the context path, so it begins with a slash, written or not, as in Tomcat. */
function pageOf(form: XmlElement, name: string): string {
  const page = requiredTextOf(form, name);
  return page.startsWith('/') ? page : `/${page}`;
}
