import { noOpAck, type Op } from '@foyer/protocol';

/** What one run of ops came to, for those who must hear of it. */
export class Fold {
  /** To the sender, before anything else: what its copy has wrong by now, and the ops that had no effect. */
  readonly corrections: Op[] = [];
  /** To the sender: its effective ops as they were applied, with their `opId`. */
  readonly echoes: Op[] = [];
  /** To everybody else: what was applied, in order, without `opId`. */
  readonly relayed: Op[] = [];
  /** To the sender: ops that break a rule. */
  readonly rejected: { readonly opId: string; readonly reason: string }[] = [];

  correct(op: Op): void {
    this.corrections.push(op);
  }

  /** The op was seen and did nothing; nobody else hears of it. */
  ignore({ opId }: Op): void {
    if (opId !== undefined) this.corrections.push(noOpAck(opId));
  }

  accept(op: Op): void {
    this.echo(op);
    this.relay(op);
  }

  echo(op: Op): void {
    if (op.opId !== undefined) this.echoes.push(op);
  }

  relay(op: Op): void {
    const { opId: _, ...rest } = op;
    this.relayed.push(rest as Op);
  }

  reject({ opId }: Op, reason: string): void {
    if (opId !== undefined) this.rejected.push({ opId, reason });
  }
}
