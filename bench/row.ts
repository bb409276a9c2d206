/** One line of the table of measurements. */
export interface Row {
  readonly name: string;
  /** The figure as it is printed, with its unit, and the peer's figure of the same run where there is one. */
  readonly measured: string;
  readonly target: string;
  /** Ours divided by the peer or the limit; null where there is no ratio. */
  readonly ratio: number | null;
  readonly reached: boolean;
}
