import type { ParaBinding } from '../common/action.ts';
import { ActionError } from '../common/errors.ts';
import type { ParameterMetadata } from '../common/metadata.ts';
import { bindBean, type BeanClass } from '../para/bean.ts';
import type { Converter } from '../para/converters.ts';
import { JsonRequest } from '../para/json-request.ts';
import { trim } from '../para/text.ts';
import type { Controller } from './controller.ts';

/** For properties that are called as in the class. */
const AS_NAMED = { name: '', skipConvertError: true };

/** Gives one argument of an action from the request. */
export abstract class ArgumentBinding implements ParaBinding {
  readonly index: number;
  readonly source: ParameterMetadata['source'];
  readonly name: string;
  readonly type: string;
  /** For a missing value. */
  protected readonly absent: unknown;
  readonly #required: boolean;

  constructor(
    index: number,
    metadata: ParameterMetadata,
    described: { type: string; absent: unknown },
  ) {
    this.index = index;
    this.source = metadata.source;
    this.name = String(metadata.name);
    this.type = described.type;
    this.absent = metadata.defaultValue === undefined ? described.absent : metadata.defaultValue;
    this.#required = metadata.required;
  }

  /** The argument; a promise where the body has not come yet. */
  abstract resolve(controller: Controller): unknown;

  /** What stands for a missing value. */
  protected missing(): unknown {
    if (!this.#required) return this.absent;
    throw new ActionError(400, {
      message: `The ${this.source} ${JSON.stringify(this.name)} is missing`,
    });
  }
}

/** A parameter as it was sent. An empty one is missing. */
export class TextBinding extends ArgumentBinding {
  readonly #key: string | number;

  constructor(index: number, metadata: ParameterMetadata) {
    super(index, metadata, { type: 'String', absent: null });
    this.#key = metadata.name;
  }

  resolve(controller: Controller): unknown {
    return controller.getPara(this.#key) ?? this.missing();
  }
}

/** A parameter made into a value. A blank one is missing. */
export class ValueBinding extends ArgumentBinding {
  readonly #key: string | number;
  readonly #convert: Converter;

  constructor(
    index: number,
    metadata: ParameterMetadata,
    conversion: { type: string; convert: Converter; absent: unknown },
  ) {
    super(index, metadata, conversion);
    this.#key = metadata.name;
    this.#convert = conversion.convert;
  }

  resolve(controller: Controller): unknown {
    const text = trim(controller.getPara(this.#key) ?? '');
    return text === '' ? this.missing() : this.#convert(text);
  }
}

/** All values of a parameter. Blank ones among them are `null`, unless texts are wanted. */
export class ListBinding extends ArgumentBinding {
  readonly #convert: Converter | undefined;

  /** @param element `undefined`: the texts as they were sent */
  constructor(
    index: number,
    metadata: ParameterMetadata,
    element: { type: string; convert: Converter } | undefined,
  ) {
    super(index, metadata, { type: `${element?.type ?? 'String'}[]`, absent: null });
    this.#convert = element?.convert;
  }

  resolve(controller: Controller): unknown {
    const values = controller.getParaValues(this.name);
    if (values === null) return this.missing();
    const convert = this.#convert;
    if (convert === undefined) return [...values];
    return values.map((value) => {
      const text = trim(value);
      return text === '' ? null : convert(text);
    });
  }
}

/**
 * A new object whose fields are filled from parameters, or from the object that a JSON body has under
 * the name, else from the whole body. What cannot be converted is left out.
 */
export class BeanBinding extends ArgumentBinding {
  readonly #type: BeanClass<object>;

  constructor(index: number, metadata: ParameterMetadata, type: BeanClass<object>) {
    super(index, metadata, { type: type.name, absent: null });
    this.#type = type;
  }

  resolve(controller: Controller): unknown {
    const request = controller.getRequest();
    if (request instanceof JsonRequest) {
      return bindBean(this.#type, request.propertiesAt(this.name), AS_NAMED);
    }
    return controller.getBean(this.#type, { name: this.name, skipConvertError: true });
  }
}

/** An attribute of the session. Makes no session. */
export class SessionAttrBinding extends ArgumentBinding {
  constructor(index: number, metadata: ParameterMetadata) {
    super(index, metadata, { type: '', absent: null });
  }

  resolve(controller: Controller): unknown {
    return controller.getSessionAttr<string>(this.name) ?? this.missing();
  }
}

/** The text of the body. */
export class RawDataBinding extends ArgumentBinding {
  constructor(index: number, metadata: ParameterMetadata) {
    super(index, metadata, { type: 'String', absent: '' });
  }

  resolve(controller: Controller): unknown {
    return controller.getRawData();
  }
}

/** An uploaded file. */
export class UploadBinding extends ArgumentBinding {
  constructor(index: number, metadata: ParameterMetadata) {
    super(index, metadata, { type: 'UploadFile', absent: null });
  }

  resolve(controller: Controller): unknown {
    return controller.getFile(this.name) ?? this.missing();
  }
}
