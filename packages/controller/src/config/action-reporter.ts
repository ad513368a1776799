import type { Action } from '../common/action.ts';
import type { ActionReports, ReportedRequest } from '../common/action-reports.ts';

/** As many characters of a value as a report shows; JFinal's number. */
const SHOWN = 512;

/** Parameters whose names contain one of these are secrets, in upper or lower case. */
const SECRETS: readonly string[] = ['password', 'passwd', 'pwd', 'secret', 'token'];

/** How a report is written. */
export interface ActionReporterOptions {
  /** Parts of the names of parameters that are never shown, beside `password`, `token` and the like. */
  readonly masked?: readonly string[] | undefined;
  /** Takes the text, which ends with a line end; default: standard output. */
  readonly write?: ((text: string) => void) | undefined;
}

/**
 * Tells developers, in development mode, which actions there are and which one has answered: its
 * interceptors and parameters. JFinal's action report, but secrets are not in it.
 */
export class ActionReporter implements ActionReports {
  readonly #masked: readonly string[];
  readonly #write: (text: string) => void;

  /** `options`: what is hidden beside the usual secrets, and where the text goes. */
  constructor(options: ActionReporterOptions = {}) {
    const { masked = [], write = (text: string) => process.stdout.write(text) } = options;
    this.#masked = [...SECRETS, ...masked.map((name) => name.toLowerCase())];
    this.#write = write;
  }

  /** Tells what has come, and what answers. */
  report({ request, action, urlPara }: ReportedRequest): void {
    const lines = [
      `Url         : ${request.getMethod()} ${request.getRequestURI()}`,
      `Controller  : ${action.controllerClass.name}`,
      `Method      : ${action.methodName}`,
    ];
    if (urlPara !== null) lines.push(`UrlPara     : ${shown(urlPara)}`);
    const names = action.interceptors.map((interceptor) => interceptor.constructor.name);
    if (names.length > 0) lines.push(`Interceptor : ${names.join('\n              ')}`);
    const paras = [...request.getParameterMap()].map(([name, values]) => this.#para(name, values));
    if (paras.length > 0) lines.push(`Parameter   : ${paras.join('  ')}`);
    this.#section('action report', lines);
  }

  /** Tells which actions there are, once at the start. */
  reportActions(actions: readonly Action[]): void {
    const width = Math.max(0, ...actions.map(({ actionKey }) => actionKey.length));
    this.#section(
      'actions',
      actions.map(({ actionKey, controllerClass, methodName, verbs }) => {
        const only = verbs === undefined ? '' : ` ${verbs.join(' ')}`;
        return `${actionKey.padEnd(width)} ${controllerClass.name}.${methodName}${only}`;
      }),
    );
  }

  #para(name: string, values: readonly string[]): string {
    const plain = name.toLowerCase();
    const isSecret = this.#masked.some((part) => plain.includes(part));
    const texts = values.map((value) => (isSecret ? '***' : shown(value)));
    return texts.length === 1
      ? `${shown(name)}=${String(texts[0])}`
      : `${shown(name)}[]={${texts.join(',')}}`;
  }

  #section(title: string, lines: readonly string[]): void {
    this.#write([`-- ${title} ${'-'.repeat(60)}`, ...lines, ''].join('\n'));
  }
}

/** What came from a client, cut, and without line ends that would begin another entry. */
function shown(text: string): string {
  const cut = text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text;
  return JSON.stringify(cut).slice(1, -1);
}
