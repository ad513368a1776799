import { ControllerError } from '../common/errors.ts';
import type { ControllerConfig } from '../common/config.ts';
import { andThen, type MaybePromise } from '../common/maybe-promise.ts';
import type { ViewEngine } from '../common/view-engine.ts';
import { arrivedFlash } from '../session/flash.ts';
import { BaseRender } from './base-render.ts';
import { modelOf } from './model.ts';

/**
 * Writes a view. It sees the request attributes, and as `flash` the values that came along with a
 * redirect to this request.
 */
export class TemplateRender extends BaseRender {
  readonly #view: string;
  readonly #contentType: string;

  /** `view`: its name, relative to the controller's view path unless it begins with a slash. */
  constructor(view: string, contentType = 'text/html') {
    super();
    this.#view = view;
    this.#contentType = contentType;
  }

  render(): MaybePromise<void> {
    const { config } = this.exchange;
    const model = { flash: arrivedFlash(this.request), ...modelOf(this.request) };
    const text = engineOf(config).render(viewBelow(this.#view, this.viewPath), model);
    return andThen(text, (page) => {
      this.write(page, this.#contentType);
    });
  }
}

/** The path of a view: relative ones are looked for below the view path of the controller. */
export function viewBelow(view: string, viewPath: string): string {
  return view.startsWith('/') ? view : viewPath + view;
}

/**
 * The engine that renders views.
 * @throws ControllerError when none is configured
 */
export function engineOf(config: ControllerConfig): ViewEngine {
  if (config.viewEngine === undefined) {
    throw new ControllerError(
      'CONTROLLER_RENDER',
      'There is no view engine; set one in configConstant, such as the one of ' +
        "'@httpsession/controller/views'",
    );
  }
  return config.viewEngine;
}
