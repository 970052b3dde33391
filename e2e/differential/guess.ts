import { OpCode, type Op } from './ops.js';

export type NodeKind = 'object' | 'list' | 'map' | 'register' | 'text';

export interface GuessedNode {
  readonly id: string;
  readonly kind: NodeKind;
  readonly parentId: string;
  readonly parentKey: string;
  /** Of a text: how often it was changed, and about how long it is. */
  version: number;
  length: number;
}

const KIND_OF: Partial<Record<number, NodeKind>> = {
  [OpCode.createList]: 'list',
  [OpCode.createObject]: 'object',
  [OpCode.createMap]: 'map',
  [OpCode.createRegister]: 'register',
  [OpCode.createText]: 'text',
};

/**
 * What a client may think is stored. No document: it only has to be right often enough that ops hit something, so it
 * knows neither positions nor conflicts.
 */
export class Guess {
  private constructor(
    private readonly nodes: Map<string, GuessedNode>,
    private readonly gone: Map<string, GuessedNode>,
  ) {}

  static empty(): Guess {
    const root = { id: 'root', kind: 'object', parentId: '', parentKey: '', version: 0, length: 0 } as const;
    return new Guess(new Map([['root', { ...root }]]), new Map());
  }

  copy(): Guess {
    const copied = (nodes: Map<string, GuessedNode>) => new Map([...nodes].map(([id, node]) => [id, { ...node }]));
    return new Guess(copied(this.nodes), copied(this.gone));
  }

  /** Nodes of these kinds, or all of them. */
  alive(...kinds: NodeKind[]): GuessedNode[] {
    return [...this.nodes.values()].filter(({ kind }) => kinds.length === 0 || kinds.includes(kind));
  }

  get deleted(): GuessedNode[] {
    return [...this.gone.values()];
  }

  itemsOf(parentId: string): GuessedNode[] {
    return this.alive().filter((node) => node.parentId === parentId);
  }

  kindOf(id: string): NodeKind | undefined {
    return this.nodes.get(id)?.kind;
  }

  apply(op: Op): void {
    const kind = KIND_OF[op.type];
    if (kind !== undefined) this.create(kind, op);
    if (op.type === OpCode.deleteCrdt && op.id !== 'root') this.remove(op.id);
    if (op.type === OpCode.deleteObjectKey) this.removeAt(op.id, op.key);
    if (op.type === OpCode.updateObject) for (const key of Object.keys(op.data ?? {})) this.removeAt(op.id, key);
    if (op.type === OpCode.updateText) this.edit(op);
  }

  private create(kind: NodeKind, { id, parentId = '', parentKey = '', deletedId, version = 0, data }: Op): void {
    const parent = this.kindOf(parentId);
    if (this.nodes.has(id) || parent === undefined || parent === 'register' || parent === 'text') return;
    if (parent !== 'list') this.removeAt(parentId, parentKey);
    if (parent === 'list' && deletedId !== undefined) this.remove(deletedId);
    this.gone.delete(id);
    const length = kind === 'text' ? (data as [string][]).reduce((sum, [text]) => sum + text.length, 0) : 0;
    this.nodes.set(id, { id, kind, parentId, parentKey, version, length });
  }

  private removeAt(parentId: string, key: string | undefined): void {
    if (this.kindOf(parentId) === 'list') return;
    for (const node of this.itemsOf(parentId)) if (node.parentKey === key) this.remove(node.id);
  }

  private remove(id: string): void {
    const node = this.nodes.get(id);
    if (node === undefined) return;
    this.nodes.delete(id);
    this.gone.set(id, node);
    for (const child of this.itemsOf(id)) this.remove(child.id);
  }

  private edit({ id, baseVersion = 0, ops = [] }: Op): void {
    const node = this.nodes.get(id);
    if (node === undefined || ops.length === 0 || baseVersion > node.version) return;
    node.version += 1;
    for (const { type, text = '', length = 0 } of ops) {
      if (type === 'insert') node.length += text.length;
      if (type === 'delete') node.length = Math.max(0, node.length - length);
    }
  }
}
