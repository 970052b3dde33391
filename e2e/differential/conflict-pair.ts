import type { Json } from '@liveblocks/client';
import type { Op } from './ops.js';

/** How the sender of the second op is answered. */
export type ConflictAnswer =
  | { readonly kind: 'echo' }
  | { readonly kind: 'moved'; readonly position: string }
  | { readonly kind: 'displaced'; readonly id: string }
  | { readonly kind: 'noOp' };

/** Two ops that know nothing of each other. */
export interface ConflictPair {
  readonly name: string;
  /** Sent by A, and seen by B, before. */
  readonly before: readonly Op[];
  readonly first: Op;
  readonly firstAnswer: ConflictAnswer;
  readonly second: Op;
  readonly answer: ConflictAnswer;
  /** The whole storage afterwards, as plain JSON. */
  readonly stored: Json;
}

export const ECHO: ConflictAnswer = { kind: 'echo' };
export const NO_OP: ConflictAnswer = { kind: 'noOp' };
