import type { HttpSession } from 'httpsession';
import { Cart } from '../goods/cart.ts';

/** An attribute as people may see it. */
export interface AttributeView {
  readonly name: string;
  readonly type: string;
  readonly value: string;
}

/** Stands for what is nobody's to see. */
export const HIDDEN = '••••••••';

/** A value for the eye of its owner. What protects the forms is hidden from that eye as well. */
export function showValue(name: string, value: unknown): string {
  if (name === 'csrfToken') return HIDDEN;
  return value instanceof Cart ? String(value) : JSON.stringify(value);
}

/** The attributes of a session, by name. */
export function viewAttributes(session: HttpSession): AttributeView[] {
  return [...session.getAttributeNames()].sort().map((name) => {
    const value: unknown = session.getAttribute(name);
    return { name, type: typeName(value), value: showValue(name, value) };
  });
}

function typeName(value: unknown): string {
  return value instanceof Cart ? 'Cart' : typeof value;
}
