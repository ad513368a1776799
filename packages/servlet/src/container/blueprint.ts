import { OptionError, SessionCookieConfig, type SessionOptions } from 'httpsession';
import { mergeFragments } from '../descriptor/merge-fragments.ts';
import { overlaid } from '../descriptor/overlay.ts';
import { readWebFragment } from '../descriptor/read-web-fragment.ts';
import { parseWebXml, readWebXml } from '../descriptor/read-web-xml.ts';
import { sessionOptionsOf } from '../descriptor/session-options.ts';
import type { WebDescriptor } from '../descriptor/web-descriptor.ts';
import type { LocaleCharsets } from '../http/content-type.ts';
import { checkOptions } from './check-options.ts';
import { withAnnotations } from './registration/annotated-components.ts';
import { ClassTable, type Constructor } from './registration/class-table.ts';
import type { Components } from './registration/components.ts';
import { descriptorComponents } from './registration/descriptor-components.ts';
import { joinComponents, optionComponents } from './registration/option-components.ts';
import type { SecurityOptions } from './security/security-options.ts';
import type { WebApplicationOptions } from './web-application-options.ts';

/** What an application is made of: its options, on top of its descriptor. */
export interface Blueprint {
  readonly contextPath: string;
  readonly displayName: string | null;
  readonly isDistributable: boolean;
  readonly initParameters: Readonly<Record<string, string>>;
  readonly components: Components;
  readonly classes: ClassTable;
  readonly sessions: SessionOptions;
  readonly errorPages: Readonly<Record<string, string>>;
  readonly welcomeFiles: readonly string[];
  /** By extension, without a dot. */
  readonly mimeTypes: ReadonlyMap<string, string>;
  /** Charsets of responses by the tags of their languages, in lower case; undefined: nothing is said of them. */
  readonly localeCharsets: LocaleCharsets | undefined;
  readonly requestEncoding: string | null;
  readonly responseEncoding: string | null;
  readonly security: SecurityOptions;
}

const WELCOME_FILES = ['index.html', 'index.htm'];
const EMPTY_DESCRIPTOR = '<web-app/>';

/**
 * Reads the descriptors, if there are any, and the annotations of the classes, and puts the options on top of
 * what they say.
 * @throws DescriptorError for a descriptor that is wrong; OptionError for an option
 */
export function blueprintOf(options: WebApplicationOptions): Blueprint {
  checkOptions(options);
  const declared = descriptorOf(options);
  const classes = new ClassTable(classesOf(options), declared.metadataComplete);
  const descriptor = withAnnotations(declared, classes);
  const components = [descriptorComponents(descriptor), optionComponents(options)];
  return {
    contextPath: checkContextPath(options.contextPath ?? descriptor.defaultContextPath ?? ''),
    displayName: options.displayName ?? descriptor.displayName ?? null,
    isDistributable: descriptor.distributable,
    initParameters: {
      ...Object.fromEntries(descriptor.contextParams),
      ...options.initParameters,
    },
    components: joinComponents(components),
    classes,
    sessions: sessionOptions(sessionOptionsOf(descriptor), options.session ?? {}),
    errorPages: { ...errorPagesOf(descriptor), ...options.errorPages },
    welcomeFiles: options.welcomeFiles ?? welcomeFilesOf(descriptor),
    mimeTypes: descriptor.mimeMappings,
    localeCharsets: localeCharsetsOf(descriptor),
    requestEncoding: descriptor.requestCharacterEncoding ?? null,
    responseEncoding: descriptor.responseCharacterEncoding ?? null,
    security: { ...securityOf(descriptor), ...options.security },
  };
}

function descriptorOf(options: WebApplicationOptions): WebDescriptor {
  const { webXml, webFragments = [], resinWebXml } = options;
  const web = webXml === undefined ? parseWebXml(EMPTY_DESCRIPTOR) : readWebXml(webXml);
  const merged = mergeFragments(web, webFragments.map(readWebFragment));
  return resinWebXml === undefined ? merged : overlaid(merged, readWebXml(resinWebXml));
}

function classesOf({ classes = [] }: WebApplicationOptions): Map<string, Constructor<object>> {
  if (!isList(classes)) return new Map(Object.entries(classes));
  return new Map(classes.map((one) => [one.name, one]));
}

function isList(
  classes: NonNullable<WebApplicationOptions['classes']>,
): classes is readonly Constructor<object>[] {
  return Array.isArray(classes);
}

/** Options win over the descriptor, of the cookie each by itself. */
function sessionOptions(declared: SessionOptions, given: SessionOptions): SessionOptions {
  const own = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as SessionOptions;
  const both = { ...declared, ...own };
  const { cookie } = own;
  if (cookie === undefined || cookie instanceof SessionCookieConfig) return both;
  if (declared.cookie instanceof SessionCookieConfig) return both;
  return { ...both, cookie: { ...declared.cookie, ...cookie } };
}

function errorPagesOf({ errorPages }: WebDescriptor): Record<string, string> {
  return Object.fromEntries(
    errorPages.map(({ statusCode, exceptionType, location }) => [
      exceptionType ?? (statusCode === undefined ? 'default' : String(statusCode)),
      location,
    ]),
  );
}

/** Java writes `de_AT` where the tag of a language is `de-AT`. */
function localeCharsetsOf({ localeEncodings }: WebDescriptor): LocaleCharsets | undefined {
  if (localeEncodings.size === 0) return undefined;
  return new Map(
    Array.from(localeEncodings, ([locale, charset]) => [
      locale.replaceAll('_', '-').toLowerCase(),
      charset,
    ]),
  );
}

function welcomeFilesOf({ welcomeFiles }: WebDescriptor): readonly string[] {
  return welcomeFiles.length === 0 ? WELCOME_FILES : welcomeFiles;
}

function securityOf(descriptor: WebDescriptor): SecurityOptions {
  const { loginConfig, securityConstraints, securityRoles } = descriptor;
  return {
    loginConfig,
    constraints: securityConstraints,
    roles: securityRoles,
    denyUncoveredHttpMethods: descriptor.denyUncoveredHttpMethods,
  };
}

function checkContextPath(path: string): string {
  const isPath = path === '' || (path.startsWith('/') && !path.endsWith('/'));
  if (isPath) return path;
  throw new OptionError(
    'contextPath',
    path,
    "'' for the root, or a path such as '/shop' that starts with a slash and ends without one",
  );
}
