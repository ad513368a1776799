import { ActionError } from '../common/errors.ts';
import { isReservedAttribute } from '../common/reserved-attributes.ts';
import {
  beanName,
  bindBean,
  prefixOf,
  type BeanClass,
  type BeanOptions,
  type ParaSource,
} from './bean.ts';
import { converterFor, type ScalarType } from './converters.ts';
import { readText } from './raw-data.ts';
import { isBlank } from './text.ts';
import { TypedParas } from './typed-paras.ts';
import { uploadsOf, type UploadFile } from './upload-file.ts';

/** Everything that a controller reads of the request: texts, values, beans, the body, uploads. */
export abstract class ParaMethods extends TypedParas {
  #rawData: Promise<string> | undefined;

  /**
   * The body as text, in the charset of the request or else UTF-8, read once. A promise, since the
   * body may not have come yet. Empty when it was read as a form.
   * @throws ActionError 413 when the body is longer than `maxPostSize`
   */
  getRawData(): Promise<string> {
    this.#rawData ??= readText(this.exchange.request, this.exchange.config.maxPostSize);
    return this.#rawData;
  }

  /**
   * A new object of a class with the properties that it declares as bindable, taken from parameters
   * like `user.name`.
   * @throws ActionError 400 for a value that cannot be converted
   */
  getBean<T extends object>(type: BeanClass<T>, name?: string | BeanOptions): T {
    return bindBean(type, this.#source(), beanOptions(name));
  }

  /**
   * As `getBean`, and strict about names: a parameter with the prefix that is not bindable is 400,
   * unless conversion errors are skipped.
   */
  getModel<T extends object>(type: BeanClass<T>, name?: string | BeanOptions): T {
    const options = beanOptions(name);
    const prefix = prefixOf(options.name ?? beanName(type));
    if (prefix !== '' && options.skipConvertError !== true) this.#refuseUnknown(type, prefix);
    return bindBean(type, this.#source(), options);
  }

  /**
   * Copies parameters into request attributes, so that a form can be shown again as it was sent: all
   * of them, or those named. One value becomes a text, several an array. With a type first, single
   * values are converted; one that cannot be is left out, and so is a name that the container or this
   * package keeps for itself: clients choose the names.
   */
  keepPara(...names: string[]): this;
  keepPara(type: ScalarType, ...names: string[]): this;
  keepPara(first?: string | ScalarType, ...rest: string[]): this {
    if (first === undefined) return this.#keep(String, [...this.getParaMap().keys()]);
    return typeof first === 'string'
      ? this.#keep(String, [first, ...rest])
      : this.#keep(first, rest);
  }

  /** Makes a bean, skipping what cannot be converted, and keeps it as a request attribute. */
  keepBean<T extends object>(type: BeanClass<T>, name: string = beanName(type)): this {
    if (isBlank(name)) return this.keepPara();
    const bean = bindBean(type, this.#source(), { name, skipConvertError: true });
    this.exchange.request.setAttribute(name, bean);
    return this;
  }

  /** As `keepBean`. */
  keepModel<T extends object>(type: BeanClass<T>, name: string = beanName(type)): this {
    return this.keepBean(type, name);
  }

  /**
   * The first uploaded file, or the first one of a form field; `null` when there is none. It is on
   * disk only after its `save`. The encoding that JFinal takes as well is that of the form.
   *
   * @param name the form field
   * @param path where `save` puts it, from the upload path; default: the upload path itself
   * @param maxSize the most bytes that all files of the form may have; default: what the body may
   * @throws ActionError as `getFiles`
   */
  getFile(name?: string, path?: string, maxSize?: number): UploadFile | null {
    const files = this.getFiles(path, maxSize);
    if (name === undefined) return files[0] ?? null;
    return files.find((file) => file.getParameterName() === name) ?? null;
  }

  /**
   * The uploaded files. Fields without a file are left out.
   *
   * @param path where `save` puts them, from the upload path; default: the upload path itself
   * @param maxSize the most bytes that they may have together; default: what the body may
   * @throws ActionError 400 when one of them is of a kind that is not taken (`.jsp` and `.jspx`
   *   never are, for the others see `Constants.uploads`), 413 when they are too large; then none is
   *   taken
   */
  getFiles(path?: string, maxSize?: number): readonly UploadFile[] {
    return uploadsOf(this.exchange, { path, maxSize });
  }

  #source(): ParaSource {
    const { request } = this.exchange;
    return (name) => request.getParameter(name);
  }

  #keep(type: ScalarType, names: readonly string[]): this {
    const { request } = this.exchange;
    for (const name of names) {
      const values = request.getParameterValues(name);
      if (values === null || isReservedAttribute(name)) continue;
      const [value] = values;
      if (values.length !== 1 || value === undefined) request.setAttribute(name, values);
      else if (type === String) request.setAttribute(name, value);
      else keepConverted(value, type, (converted) => request.setAttribute(name, converted));
    }
    return this;
  }

  #refuseUnknown<T>(type: BeanClass<T>, prefix: string): void {
    for (const name of this.getParaMap().keys()) {
      if (!name.startsWith(prefix)) continue;
      if (!Object.hasOwn(type.bindable, name.slice(prefix.length))) {
        throw new ActionError(400, {
          message: `${JSON.stringify(name)} is no property of ${type.name}`,
        });
      }
    }
  }
}

function beanOptions(name: string | BeanOptions | undefined): BeanOptions {
  return typeof name === 'object' ? name : { name };
}

/** Keeps a value that can be converted; a blank one is kept as `null`. */
function keepConverted(text: string, type: ScalarType, keep: (value: unknown) => void): void {
  if (isBlank(text)) {
    keep(null);
    return;
  }
  try {
    keep(converterFor(type)?.(text));
  } catch (error) {
    if (!(error instanceof ActionError)) throw error;
  }
}
