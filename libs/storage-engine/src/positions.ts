// The client predicts where the server puts what it pushes: the same function on both sides makes the prediction true.
import { asPos, makePosition } from '@liveblocks/core';

/** A place in a list: a fraction in base 95, compared by code unit. */
export type Position = string;

/** The nearest valid position. */
export const toPosition = (text: string): Position => asPos(text);

/** A position between two others, which must differ; without one of them: before or after the other. */
export const positionBetween = (before: Position | undefined, after: Position | undefined): Position =>
  makePosition(before === undefined ? undefined : asPos(before), after === undefined ? undefined : asPos(after));
