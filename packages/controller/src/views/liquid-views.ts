import { posix } from 'node:path';

import { Liquid, type FilterImplOptions, type LiquidOptions } from 'liquidjs';

import { ControllerError } from '../common/errors.ts';
import type { ViewEngine } from '../common/view-engine.ts';

/** How views are found and written. */
export interface LiquidViewsOptions {
  /** The folder with the views. Nothing outside of it is ever rendered. */
  readonly root: string;
  /** Added to names of views without an extension; default: nothing. */
  readonly extension?: string | undefined;
  /** Whether views are read once; default `true`. With `false`, changes show at the next request. */
  readonly cache?: boolean | undefined;
  /** Filters of your own, by name. */
  readonly filters?: Readonly<Record<string, FilterImplOptions>> | undefined;
  /** Anything else that LiquidJS takes. */
  readonly liquid?: LiquidOptions | undefined;
}

/**
 * Renders views with LiquidJS. What is put out is escaped for HTML, unless the view says `| raw`;
 * views see own properties of what they are given, and nothing else.
 */
export class LiquidViews implements ViewEngine {
  readonly #liquid: Liquid;

  /** `options`: where the views are, and how they are read. */
  constructor(options: LiquidViewsOptions) {
    this.#liquid = new Liquid({
      outputEscape: 'escape',
      ...options.liquid,
      root: options.root,
      extname: options.extension ?? '',
      cache: options.cache ?? true,
    });
    for (const [name, filter] of Object.entries(options.filters ?? {})) {
      this.#liquid.registerFilter(name, filter);
    }
  }

  /**
   * The text of a view.
   * @throws ControllerError when the name leads out of the root, or the view cannot be rendered
   */
  async render(view: string, model: Readonly<Record<string, unknown>>): Promise<string> {
    const name = below(view);
    try {
      return (await this.#liquid.renderFile(name, model)) as string;
    } catch (cause) {
      throw new ControllerError('CONTROLLER_RENDER', `The view ${JSON.stringify(view)} failed`, {
        cause,
      });
    }
  }
}

/** The path of a view from the root. */
function below(view: string): string {
  // Not every LiquidJS 10 holds the view itself to the root, beside partials and layouts.
  const path = posix.normalize(view).slice(view.startsWith('/') ? 1 : 0);
  if (path.startsWith('..') || path.includes('\\') || path.includes('\0')) {
    throw new ControllerError('CONTROLLER_RENDER', `The view ${JSON.stringify(view)} has no place`);
  }
  return path;
}
