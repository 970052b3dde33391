import { SeededRandom } from '../realtime/seeded-random.js';
import { Draws } from './draws.js';
import { Guess, type GuessedNode } from './guess.js';
import { OpCode, type ClientName, type Op, type Sequence, type Step } from './ops.js';

const NAMES: readonly ClientName[] = ['A', 'B', 'C'];
const STEPS = 30;
const MOST_OPS = 5;
/** How often a client has read what the others did before it writes. */
const INFORMED = 0.5;
/** How often an op is one that was sent before. */
const RESENT = 0.08;
/** How often an op aims at what is not there, or not of its kind. */
const ASTRAY = 0.12;

const isProper = (position: string): boolean => /^[ -~]*[!-~]$/.test(position);

/** Ops of two or three clients; the same for the same seed. */
export function sequenceOf(seed: number): Sequence {
  const random = new SeededRandom(seed);
  const clients = NAMES.slice(0, 2 + random.below(2));
  const truth = Guess.empty();
  const writers = clients.map((name) => new Writer(name, random, truth));
  const skeleton = writers.slice(0, 1).map((writer) => writer.skeleton());
  const steps = Array.from({ length: STEPS }, () => random.pick(writers).step());
  return { clients, steps: [...skeleton, ...steps] };
}

/** One client: what it believes, its counters, and what it has sent. */
class Writer {
  private seen = Guess.empty();
  private readonly sent: Op[] = [];
  private readonly draws: Draws;
  private nodes = 0;
  private ops = 0;

  private readonly kinds = [
    { weight: 22, op: () => this.create(this.pick('list')) },
    { weight: 12, op: () => this.create(this.pick('object', 'map')) },
    { weight: 4, op: () => this.create(this.anything()) },
    { weight: 3, op: () => this.createAtRoot('list') },
    { weight: 6, op: () => this.createAgain() },
    { weight: 12, op: () => this.move() },
    { weight: 9, op: () => this.update() },
    { weight: 9, op: () => this.remove() },
    { weight: 6, op: () => this.removeKey() },
    { weight: 14, op: () => this.edit() },
  ];

  constructor(
    private readonly name: ClientName,
    private readonly random: SeededRandom,
    private readonly truth: Guess,
  ) {
    this.draws = new Draws(random);
  }

  /** Something of each kind, so that the others have something to aim at. */
  skeleton(): Step {
    const at = (parentKey: string) => ({ id: this.nextNode(), parentId: 'root', parentKey });
    const list = this.note({ type: OpCode.createList, ...at('list') });
    const items = ['!', '"', '#'].map((parentKey) =>
      this.note({ type: OpCode.createRegister, id: this.nextNode(), parentId: list.id, parentKey, data: parentKey }),
    );
    const others = [
      this.note({ type: OpCode.createMap, ...at('map') }),
      this.note({ type: OpCode.createObject, ...at('object'), data: { a: 1 } }),
      this.note({ type: OpCode.createText, ...at('text'), data: [['some text'], [' here', { b: true }]], version: 0 }),
    ];
    return { client: this.name, ops: [list, ...items, ...others] };
  }

  step(): Step {
    if (this.random.chance(INFORMED)) this.seen = this.truth.copy();
    const ops = Array.from({ length: 1 + this.random.below(MOST_OPS) }, () => this.next());
    return { client: this.name, ops };
  }

  private next(): Op {
    if (this.sent.length > 0 && this.random.chance(RESENT)) return this.note(this.random.pick(this.sent));
    return this.note(this.random.weighted(this.kinds).op());
  }

  private note(op: Op): Op {
    const known = op.opId === undefined ? { opId: `${this.name}:${this.ops++}`, ...op } : op;
    this.sent.push(known);
    this.seen.apply(known);
    this.truth.apply(known);
    return known;
  }

  private nextNode(): string {
    return `${this.name}:${this.nodes++}`;
  }

  private create(parent: GuessedNode): Op {
    const op = this.contentFor(parent);
    return parent.kind === 'list' || this.random.chance(0.05) ? this.withIntent(op, parent) : op;
  }

  /** So that lists and texts do not die out. */
  private createAtRoot(kind: 'list' | 'text'): Op {
    const at = { id: this.nextNode(), parentId: 'root', parentKey: this.draws.key() };
    return kind === 'list' ? { type: OpCode.createList, ...at } : this.text(at);
  }

  private contentFor(parent: GuessedNode): Op {
    const parentKey = parent.kind === 'list' ? this.draws.position() : this.draws.key();
    const at = { id: this.nextNode(), parentId: parent.id, parentKey };
    const registers = parent.kind === 'list' ? 6 : 2;
    const kind = this.random.below(registers + 4);
    if (kind === 0) return { type: OpCode.createList, ...at };
    if (kind === 1) return { type: OpCode.createObject, ...at, data: this.draws.plainData() };
    if (kind === 2) return { type: OpCode.createMap, ...at };
    if (kind === 3) return this.text(at);
    return { type: OpCode.createRegister, ...at, data: this.draws.json() };
  }

  private text(at: { id: string; parentId: string; parentKey: string }): Op {
    const version = this.random.chance(0.8) ? 0 : this.random.below(4);
    return { type: OpCode.createText, ...at, data: this.draws.segments(), version };
  }

  private withIntent(op: Op, parent: GuessedNode): Op {
    const kind = this.random.below(10);
    if (kind < 4) return this.random.chance(0.03) ? { ...op, deletedId: this.anything().id } : op;
    if (kind < 6) return { ...op, intent: 'push' };
    if (kind < 7) return { ...op, intent: 'set', parentKey: this.positionToSet(parent) };
    const items = this.seen.itemsOf(parent.id);
    const replaced = items.length === 0 || this.random.chance(ASTRAY) ? this.anything() : this.random.pick(items);
    return { ...op, intent: 'set', deletedId: replaced.id, parentKey: this.positionToSet(parent, replaced.parentKey) };
  }

  /** Never an odd one: the peer stores that as it is, and dies of it later. Not of an object or map, where it is a key. */
  private positionToSet(parent: GuessedNode, wanted = ''): string {
    if (parent.kind !== 'list') return this.draws.key();
    return isProper(wanted) && this.random.chance(0.6) ? wanted : this.draws.properPosition();
  }

  /** A create of an id that is there, or was. */
  private createAgain(): Op {
    const there = this.seen.alive().filter(({ id }) => id !== 'root');
    const known = this.random.chance(0.6) && this.seen.deleted.length > 0 ? this.seen.deleted : there;
    if (known.length === 0) return this.create(this.pick('list'));
    const { id, parentId } = this.random.pick(known);
    const former = this.seen.alive().find((node) => node.id === parentId);
    const parent = former !== undefined && this.random.chance(0.7) ? former : this.pick('list', 'object', 'map');
    const created = this.create(parent);
    return { ...created, id: this.random.chance(0.03) ? 'root' : id };
  }

  private move(): Op {
    const items = this.seen.alive().filter(({ parentId }) => this.seen.kindOf(parentId) === 'list');
    if (items.length === 0) return this.create(this.pick('list'));
    const item = this.random.chance(ASTRAY) ? this.anything() : this.random.pick(items);
    return { type: OpCode.setParentKey, id: item.id, parentKey: this.draws.position() };
  }

  private update(): Op {
    const data = { ...this.draws.plainData(), [this.draws.key()]: this.draws.json() };
    return { type: OpCode.updateObject, id: this.pick('object').id, data };
  }

  private remove(): Op {
    const leaf = this.random.chance(0.7);
    return { type: OpCode.deleteCrdt, id: (leaf ? this.pick('register') : this.pick()).id };
  }

  private removeKey(): Op {
    return { type: OpCode.deleteObjectKey, id: this.pick('object').id, key: this.draws.key() };
  }

  private edit(): Op {
    if (this.seen.alive('text').length === 0) return this.createAtRoot('text');
    const text = this.pick('text');
    const known = this.random.chance(0.05) ? text.version + 1 + this.random.below(2) : text.version;
    const baseVersion = this.random.chance(0.2) ? this.random.below(known + 1) : known;
    return { type: OpCode.updateText, id: text.id, baseVersion, ops: this.draws.textOps(text.length) };
  }

  private pick(...kinds: Parameters<Guess['alive']>): GuessedNode {
    const fitting = this.seen.alive(...kinds);
    return fitting.length === 0 || this.random.chance(ASTRAY) ? this.anything() : this.random.pick(fitting);
  }

  private anything(): GuessedNode {
    const missing: GuessedNode = {
      id: `${this.name}:missing`,
      kind: 'list',
      parentId: 'root',
      parentKey: 'k',
      version: 0,
      length: 3,
    };
    return this.random.pick([...this.seen.alive(), ...this.seen.deleted, missing]);
  }
}
