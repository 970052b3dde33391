/** JSON, or what is a frame already. */
export type Outgoing = string | Uint8Array;

/** Shorter messages share a frame; larger ones go as they are: joining them would only copy them. */
const JOINED_LENGTH = 16 * 1024;
/** Most sessions of a room are sent the same; a few, who wrote something, are sent something else. */
const KEPT = 4;

interface Framed {
  readonly messages: readonly Outgoing[];
  readonly frames: readonly Uint8Array[];
}

/** The frames that carry messages, encoded once for all sessions that are sent the same ones at a time. */
export class Frames {
  /** The last used first. */
  private readonly kept: Framed[] = [];

  of(messages: readonly Outgoing[]): readonly Uint8Array[] {
    const at = this.kept.findIndex((framed) => isSame(framed.messages, messages));
    const found = this.kept[at] ?? { messages, frames: encode(messages) };
    if (at !== -1) this.kept.splice(at, 1);
    else if (this.kept.length === KEPT) this.kept.pop();
    this.kept.unshift(found);
    return found.frames;
  }
}

const isSame = (one: readonly Outgoing[], other: readonly Outgoing[]): boolean =>
  one.length === other.length && one.every((message, i) => message === other[i]);

function encode(messages: readonly Outgoing[]): Uint8Array[] {
  const frames: Uint8Array[] = [];
  let joined: string[] = [];
  const endFrame = (): void => {
    if (joined.length > 0)
      frames.push(Buffer.from(joined.length === 1 ? (joined[0] as string) : `[${joined.join(',')}]`));
    joined = [];
  };
  for (const message of messages) {
    if (typeof message === 'string' && message.length < JOINED_LENGTH) {
      joined.push(message);
      continue;
    }
    endFrame();
    frames.push(typeof message === 'string' ? Buffer.from(message) : message);
  }
  endFrame();
  return frames;
}
