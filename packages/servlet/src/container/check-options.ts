import { OptionError } from 'httpsession';
import type { WebApplicationOptions } from './web-application-options.ts';

/** Every option there is: the compiler finds one that is missing here. */
const NAMES: Readonly<Record<keyof WebApplicationOptions, true>> = {
  contextPath: true,
  hosts: true,
  displayName: true,
  initParameters: true,
  servlets: true,
  filters: true,
  listeners: true,
  errorPages: true,
  welcomeFiles: true,
  resourceRoot: true,
  webXml: true,
  resinWebXml: true,
  webFragments: true,
  classes: true,
  session: true,
  realm: true,
  security: true,
  limits: true,
  initializers: true,
  startTimeout: true,
  log: true,
};

/**
 * What the compiler tells who writes TypeScript, for those who write JavaScript: names that are no
 * option, and declarations of servlets and filters that are none.
 * @throws OptionError for the first that is wrong
 */
export function checkOptions(options: WebApplicationOptions): void {
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && !Object.hasOwn(NAMES, name)) {
      throw new OptionError(
        name,
        value,
        `left out: it is none of ${Object.keys(NAMES).join(', ')}`,
      );
    }
  }
  checkDeclarations('servlets', options.servlets, {
    part: 'servlet',
    method: 'service',
    wants: 'an object such as { servlet: CartServlet, urlPatterns: ["/cart"] }',
  });
  checkDeclarations('filters', options.filters, {
    part: 'filter',
    method: 'doFilter',
    wants: 'an object such as { filter: LoginFilter, urlPatterns: ["/*"] }',
  });
}

interface DeclarationRule {
  /** The property with the object or its class. */
  readonly part: string;
  /** The method that it must have. */
  readonly method: string;
  readonly wants: string;
}

function checkDeclarations(option: string, declared: unknown, rule: DeclarationRule): void {
  for (const [name, declaration] of Object.entries(declared ?? {})) {
    const place = `${option}.${name}`;
    const found = propertyOf(declaration, rule.part);
    if (typeof declaration !== 'object' || found === undefined) {
      throw new OptionError(place, declaration, rule.wants);
    }
    if (!isComponent(found, rule.method)) {
      const wants = `an object or a class with a method ${rule.method}, or a name in classes`;
      throw new OptionError(`${place}.${rule.part}`, found, wants);
    }
    const patterns = propertyOf(declaration, 'urlPatterns');
    if (patterns !== undefined && !Array.isArray(patterns)) {
      throw new OptionError(`${place}.urlPatterns`, patterns, "a list, such as ['/cart']");
    }
  }
}

function isComponent(value: unknown, method: string): boolean {
  if (typeof value === 'string') return true;
  const target = typeof value === 'function' ? propertyOf(value, 'prototype') : value;
  return typeof propertyOf(target, method) === 'function';
}

function propertyOf(value: unknown, name: string): unknown {
  const isObject = (typeof value === 'object' && value !== null) || typeof value === 'function';
  return isObject ? (Reflect.get(value, name) as unknown) : undefined;
}
