import { types } from 'node:util';
import { isDirectInstance } from './object-shape.ts';

/** A view whose bytes can be kept. */
type View = NodeJS.ArrayBufferView;

type ViewConstructor = new (memory: ArrayBuffer) => View;

const VIEWS: ReadonlyMap<string, ViewConstructor> = new Map<string, ViewConstructor>(
  [
    [Int8Array, Uint8Array, Uint8ClampedArray, Int16Array, Uint16Array, Int32Array, Uint32Array],
    [Float32Array, Float64Array, BigInt64Array, BigUint64Array, DataView],
  ]
    .flat()
    .map((type) => [type.name, type]),
);

/** How many prototypes are above an object of these classes. Above the typed arrays there are three. */
const CHAINS: ReadonlyMap<string, number> = new Map([
  ['ArrayBuffer', 2],
  ['DataView', 2],
  ['Buffer', 4],
]);

/** Reads the name of a typed array's class from the object itself; its prototype may say anything. */
const typedArrayName = Reflect.getOwnPropertyDescriptor(
  Reflect.getPrototypeOf(Uint8Array.prototype) ?? {},
  Symbol.toStringTag,
)?.get;

/**
 * What kind of binary value an object is: 'Buffer', 'ArrayBuffer', 'DataView' or the name of a typed array.
 * Undefined for all other objects, for shared or resizable memory, and for classes that extend these.
 */
export function binaryKind(value: object): string | undefined {
  const kind = kindOf(value);
  if (kind === undefined || !(VIEWS.has(kind) || CHAINS.has(kind))) return undefined;
  return isDirectInstance(value, CHAINS.get(kind) ?? 3) ? kind : undefined;
}

function kindOf(value: object): string | undefined {
  if (types.isArrayBuffer(value)) return isFixed(value) ? 'ArrayBuffer' : undefined;
  if (!ArrayBuffer.isView(value) || !isFixed(value.buffer)) return undefined;
  if (types.isDataView(value)) return 'DataView';
  if (Buffer.isBuffer(value)) return 'Buffer';
  return typedArrayName && String(Reflect.apply(typedArrayName, value, []));
}

/** How many bytes a binary value shows. */
export function binaryLength(value: object): number {
  return types.isAnyArrayBuffer(value) || ArrayBuffer.isView(value) ? value.byteLength : 0;
}

/**
 * The bytes that a binary value shows, in base64. Of a view only those, never the memory around: it may be
 * a pool that holds other people's data.
 */
export function binaryToBase64(value: object): string {
  if (ArrayBuffer.isView(value)) {
    return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
  }
  return types.isArrayBuffer(value) ? Buffer.from(value).toString('base64') : '';
}

/** The value again, with memory of its own; undefined when kind or text were not made here. */
export function binaryFromBase64(kind: string, text: string): object | undefined {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) return undefined;
  const memory = new ArrayBuffer(bytes.length);
  const copy = Buffer.from(memory);
  bytes.copy(copy);
  if (kind === 'ArrayBuffer') return memory;
  if (kind === 'Buffer') return copy;
  const type = VIEWS.get(kind);
  if (type === undefined) return undefined;
  const width = 'BYTES_PER_ELEMENT' in type ? Number(type.BYTES_PER_ELEMENT) : 1;
  return bytes.length % width === 0 ? new type(memory) : undefined;
}

/** Memory that nobody else writes to and that keeps its size; what is copied is then the whole truth. */
function isFixed(buffer: ArrayBufferLike): boolean {
  return types.isArrayBuffer(buffer) && !('resizable' in buffer && buffer.resizable === true);
}
