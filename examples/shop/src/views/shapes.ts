import { html } from '../html.ts';
import type { Html } from '../html.ts';

// Outlines for the drawings. Everything is computed from its arguments: the same cookie every time.

type Point = readonly [x: number, y: number];

const round = (value: number): string => value.toFixed(1);

/** A point at a distance from a centre, in the direction of `angle` (radians). */
function around([x, y]: Point, radius: number, angle: number): Point {
  return [x + radius * Math.cos(angle), y + radius * Math.sin(angle)];
}

function closedPath(points: readonly Point[]): string {
  return `M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}z`;
}

function turnOf(steps: number): number[] {
  return Array.from({ length: steps }, (_, step) => (step / steps) * 2 * Math.PI);
}

/** A circle by hand: `wobble` is how far its edge strays. */
export function ring(centre: Point, radius: number, wobble: number): string {
  const edge = (angle: number): number =>
    radius -
    wobble / 2 +
    (wobble / 2) * (Math.sin(7 * angle) * 0.5 + Math.sin(11 * angle + 1) * 0.5);
  return closedPath(turnOf(96).map((angle) => around(centre, edge(angle), angle)));
}

/** A circle with a scalloped edge, as a cutter leaves it. */
export function petals(centre: Point, radius: number, count: number): string {
  const edge = (angle: number): number => radius - 5 + 5 * Math.abs(Math.cos((count * angle) / 2));
  return closedPath(turnOf(count * 12).map((angle) => around(centre, edge(angle), angle)));
}

/** A heart, `size` from its middle to its sides. */
export function heart([x, y]: Point, size: number): string {
  const unit = size / 16;
  return closedPath(
    turnOf(72).map((t) => [
      x + unit * 16 * Math.sin(t) ** 3,
      y - unit * (13 * Math.cos(t) - 5 * Math.cos(2 * t) - 2 * Math.cos(3 * t) - Math.cos(4 * t)),
    ]),
  );
}

/** A spiral from the centre out to `radius`, in so many turns. */
export function spiral(centre: Point, radius: number, turns: number): string {
  const steps = Math.round(turns * 40);
  const points = Array.from({ length: steps + 1 }, (_, step) => {
    const share = step / steps;
    return around(centre, radius * share, share * turns * 2 * Math.PI);
  });
  return `M${points.map(([x, y]) => `${round(x)} ${round(y)}`).join('L')}`;
}

/** How dots are strewn. */
interface Strewn {
  readonly count: number;
  /** How far from the centre, at most. */
  readonly spread: number;
  readonly radius: number;
  /** Turns the pattern (radians), so that two patterns do not cover each other. */
  readonly turn: number;
}

/** Dots strewn evenly, as sunflower seeds are. The first ones, within `hole`, are left out. */
export function dots(centre: Point, hole: number, { count, spread, radius, turn }: Strewn): Html[] {
  const golden = Math.PI * (3 - Math.sqrt(5));
  return Array.from({ length: count }, (_, index) => {
    const distance = hole + (spread - hole) * Math.sqrt((index + 0.5) / count);
    const [x, y] = around(centre, distance, index * golden + turn);
    return html`<circle cx="${round(x)}" cy="${round(y)}" r="${radius}" />`;
  });
}
