/** How fast a connection may ask: so many messages at once, and so many a second after that. */

export class Rate {
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #clock: () => number;
  #left: number;
  #at: number;

  constructor({burst, perSecond}: {burst: number; perSecond: number}, clock: () => number) {
    this.#burst = burst;
    this.#perSecond = perSecond;
    this.#clock = clock;
    this.#left = burst;
    this.#at = clock();
  }

  /** Takes one, and gives the milliseconds to wait before the next: 0 while there are some left. */
  take(): number {
    const now = this.#clock();
    this.#left = Math.min(this.#burst, this.#left + ((now - this.#at) / 1000) * this.#perSecond) - 1;
    this.#at = now;
    return this.#left >= 0 ? 0 : Math.ceil((-this.#left / this.#perSecond) * 1000);
  }
}
