/** As many as are set aside at once; what is left of them when the node ends is never used. */
export const ACTORS_PER_RESERVATION = 16;

/** Connection numbers that nobody else gets in the life of a room. */
export class ActorNumbers {
  private end: number;
  private reserving: Promise<void> | null = null;

  constructor(
    private next: number,
    /** Sets the next ones aside; answers the first. */
    private readonly reserve: () => Promise<number>,
  ) {
    this.end = next + ACTORS_PER_RESERVATION;
  }

  async take(): Promise<number> {
    while (this.next === this.end) await (this.reserving ??= this.reserveMore());
    return this.next++;
  }

  private async reserveMore(): Promise<void> {
    try {
      this.next = await this.reserve();
      this.end = this.next + ACTORS_PER_RESERVATION;
    } finally {
      this.reserving = null;
    }
  }
}
